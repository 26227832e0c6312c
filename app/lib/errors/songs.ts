import type { Entry } from "./sentence";

/** Songs: their audio, their share links, and what their recipients are told. */
export const songs = {
  no_audio: {
    status: 409,
    says: "Variant %{variant_number} is %{generation_status}: it has no audio.",
  },
  audio_missing: { status: 404, says: "The audio of this song is not where it should be." },
  audio_empty: { status: 404, says: "The song is broken: its file is empty. It has to be made again." },
  bad_storage_path: {
    status: 500,
    says: "The audio of this song is filed wrongly. We have been told.",
  },
  storage_unavailable: {
    status: 503,
    says: "The song cannot be fetched at the moment. Try again in a minute.",
  },

  already_revoked: {
    status: 409,
    says: [
      "%{changed_by} revoked this link %{changed_at}. Nothing was changed.",
      "Somebody revoked this link %{changed_at}. Nothing was changed.",
      "Somebody revoked this link. Nothing was changed.",
    ],
  },
  not_revoked: {
    status: 409,
    says: "This link is not revoked, so there is nothing to restore. Nothing was changed.",
  },
  "changed_meanwhile.link": {
    status: 409,
    says: [
      "%{changed_by} changed this link %{changed_at}, after you had opened it. Look at its present state, then decide again.",
      "Somebody changed this link %{changed_at}, after you had opened it. Look at its present state, then decide again.",
      "Somebody changed this link, after you had opened it. Look at its present state, then decide again.",
    ],
  },

  no_song: { status: 404, says: "There is no song behind this link." },
  too_many: { status: 429, says: "This was asked for too often. Wait a little, then try again." },
  not_ready: { status: 409, says: "The song is still being made. Try again in a few minutes." },
  "not_ready.failed": {
    status: 409,
    says: "Something went wrong on our side, and we are on it. The song is not ready yet.",
  },
  no_download: { status: 403, says: "This song can be listened to, and is not there to be kept." },
  "internal.song": { status: 500, says: "Something went wrong on our side. Try again in a minute." },

  // Of one field.
  "reason_missing.link": "Say why, so that the next person knows.",
  link_note_too_long: "A note may have at most %{maximum} characters.",
  link_end_malformed: "Give a date and time, such as 2026-12-24T18:00:00Z.",
  link_end_past: "This time is past. To end a link at once, revoke it.",
  no_settings: "Say what to set: expires_at, allow_download or allow_embed.",
} as const satisfies Record<string, Entry>;
