import { toLocalInput } from "~/admin/failed-jobs/actions/time-presets";
import type { ShareLink, ShareLinkSettings } from "~/lib/share/share-link-schemas";

/** The settings of a link as they stand in a form. */
export interface SettingsDraft {
  /** As an input of type datetime-local has it; empty for no end. */
  ends: string;
  download: boolean;
  embed: boolean;
}

export function settingsDraftOf(link: ShareLink): SettingsDraft {
  return {
    ends: link.expires_at === null ? "" : toLocalInput(new Date(link.expires_at)),
    download: link.allow_download,
    embed: link.allow_embed,
  };
}

/**
 * What a form sets differently.
 *
 * @returns only what is different; "past" for an end that has come, "nothing" when all is as it was
 */
export function readSettings(
  link: ShareLink,
  draft: SettingsDraft,
  now: Date,
): ShareLinkSettings | "past" | "nothing" {
  const before = settingsDraftOf(link);
  const settings: ShareLinkSettings = {};
  if (draft.ends !== before.ends) {
    const ends = draft.ends === "" ? null : new Date(draft.ends);
    if (ends !== null && !(ends > now)) return "past";
    settings.expires_at = ends?.toISOString() ?? null;
  }
  if (draft.download !== before.download) settings.allow_download = draft.download;
  if (draft.embed !== before.embed) settings.allow_embed = draft.embed;
  return Object.keys(settings).length === 0 ? "nothing" : settings;
}
