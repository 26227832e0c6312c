import { describe, expect, it } from "vitest";
import type { ShareLink } from "~/lib/share/share-link-schemas";
import { readSettings, settingsDraftOf } from "./link-settings";

const now = new Date(2026, 10, 24, 12, 0);
const link: ShareLink = {
  state: "live",
  version: 1,
  revoked_at: null,
  expires_at: new Date(2026, 11, 1, 9, 30, 15).toISOString(),
  allow_download: false,
  allow_embed: true,
};
const draft = settingsDraftOf(link);

describe("readSettings", () => {
  it("sends nothing when nothing is different, the seconds that the form cannot show included", () => {
    expect(draft.ends).toBe("2026-12-01T09:30");
    expect(readSettings(link, draft, now)).toBe("nothing");
  });

  it("sends what is different alone", () => {
    expect(readSettings(link, { ...draft, download: true }, now)).toEqual({ allow_download: true });
    expect(readSettings(link, { ...draft, embed: false, ends: "" }, now)).toEqual({
      expires_at: null,
      allow_embed: false,
    });
    expect(readSettings(link, { ...draft, ends: "2026-11-24T12:01" }, now)).toEqual({
      expires_at: new Date(2026, 10, 24, 12, 1).toISOString(),
    });
  });

  it("refuses an end that has come", () => {
    expect(readSettings(link, { ...draft, ends: "2026-11-24T12:00" }, now)).toBe("past");
    expect(readSettings(link, { ...draft, ends: "never" }, now)).toBe("past");
  });
});
