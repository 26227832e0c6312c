import { describe, expect, it } from "vitest";
import { isBusy, latestRequest } from "./variant-activity";

describe("isBusy", () => {
  it.each([
    ["pending", null, false],
    ["pending", "2026-11-22T10:00:00Z", true],
    ["generating", null, true],
    ["generating", "2026-11-22T10:00:00Z", true],
    ["complete", null, false],
    ["complete", "2026-11-22T10:00:00Z", true],
    ["failed", null, false],
  ] as const)("%s, asked for at %s: %s", (generation_status, generation_requested_at, busy) => {
    expect(isBusy({ generation_status, generation_requested_at })).toBe(busy);
  });
});

describe("latestRequest", () => {
  const created_at = "2026-11-01T10:00:00Z";
  const variant = (change: object) => ({
    id: "v",
    variant_number: 1,
    generation_status: "complete" as const,
    duration_ms: 1,
    share_token: "t",
    peaks: null,
    selected: false,
    completed_at: null,
    generation_requested_at: null,
    generation_requested_by: null,
    retry_at: null,
    generation_event_id: null,
    under_way: null,
    new_version_failed_at: null,
    former_songs: [],
    generation_lost: false,
    first_played_at: null,
    share_link: {
      state: "live" as const,
      version: 1,
      revoked_at: null,
      expires_at: null,
      allow_download: false,
      allow_embed: false,
    },
    plays: null,
    ...change,
  });

  it("is null when nothing is under way", () => {
    expect(
      latestRequest({ created_at, variants: [variant({}), variant({ generation_status: "pending" })] }),
    ).toBeNull();
  });

  it("is the latest of what is under way", () => {
    const variants = ["2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z", null].map((generation_requested_at) =>
      variant({ generation_requested_at, generation_status: "generating" }),
    );
    expect(latestRequest({ created_at, variants })).toBe("2026-11-22T11:00:00Z");
  });

  it("takes the order's own time for a first generation that nobody asked for by hand", () => {
    expect(latestRequest({ created_at, variants: [variant({ generation_status: "generating" })] })).toBe(
      created_at,
    );
  });
});
