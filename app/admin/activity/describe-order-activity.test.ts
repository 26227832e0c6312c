import { describe, expect, it } from "vitest";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { amountOf, linkSettingsOf, wishesOf } from "./describe-order-activity";

const entry = (change: Partial<ActivityEntry>): ActivityEntry => ({
  id: 1,
  at: "2026-11-22T12:00:00Z",
  actor_name: "Ana",
  action: "share_link_set",
  subject_type: "variant",
  subject_id: "v",
  before: null,
  after: null,
  note: null,
  ...change,
});

describe("wishesOf", () => {
  it("tells the words before and after", () => {
    const before = { "1": "complete", brief: { genre: "pop", message: null } };
    const after = { variant_numbers: [1], brief: { genre: "jazz", message: "Slower." } };
    expect(wishesOf(entry({ before, after }))).toEqual([
      { field: "genre", before: "pop", after: "jazz" },
      { field: "message", before: "", after: "Slower." },
    ]);
  });

  it("tells nothing to whom they are hidden", () => {
    expect(wishesOf(entry({ before: { brief: "•••" }, after: { brief: "•••" } }))).toEqual([]);
  });
});

describe("linkSettingsOf", () => {
  const link = { state: "live", expires_at: null, allow_download: false, allow_embed: true };

  it("tells what was set, and nothing else", () => {
    expect(linkSettingsOf(entry({ before: link, after: { ...link, allow_download: true } }))).toEqual({
      download: true,
    });
    expect(linkSettingsOf(entry({ before: { ...link, expires_at: "2027-01-01" }, after: link }))).toEqual({
      ends: null,
    });
  });

  it("is of settings alone", () => {
    const after = { ...link, allow_embed: false };
    expect(linkSettingsOf(entry({ action: "share_link_rotated", before: link, after }))).toEqual({});
    expect(linkSettingsOf(entry({ before: null, after: 7 }))).toEqual({});
  });
});

it("amountOf tells what an order costs", () => {
  expect(amountOf(entry({ after: { amount_cents: 4900, currency: "USD" } }))).toEqual({
    cents: 4900,
    currency: "USD",
  });
  expect(amountOf(entry({ after: { amount_cents: 4900, currency: "bad money" } }))).toBeNull();
});
