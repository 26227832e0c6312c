import polyglotI18nProvider from "ra-i18n-polyglot";
import reactAdminMessages from "ra-language-english";
import { describe, expect, it } from "vitest";
import { orderMessages } from "~/admin/orders/order-messages";
import { orderPageMessages } from "~/admin/orders/order-page-messages";
import type { SummaryPart } from "~/lib/orders/summarize-order";
import { summarySentence } from "./summary-sentence";

const { translate } = polyglotI18nProvider(
  () => ({ ...reactAdminMessages, orders: orderMessages, order_page: orderPageMessages }),
  "en",
);
const now = new Date(2026, 10, 24, 12, 0);
const today = new Date(2026, 10, 24, 9, 2).toISOString();
const yesterday = new Date(2026, 10, 23, 9, 2).toISOString();
const say = (...parts: SummaryPart[]) => summarySentence(parts, translate, now).replaceAll("\u202f", " ");

describe("summarySentence", () => {
  it("says in one breath what is ready and what keeps the rest", () => {
    expect(
      say(
        { code: "some_ready", ready: 2, total: 3 },
        { code: "variant_retrying", number: 3, failures: 2, since: today },
        { code: "not_played" },
      ),
    ).toMatch(
      /^Two of three are ready; song 3 failed twice, is being retried since 0?9:02.*\. No one has listened yet\.$/,
    );
  });

  it("says of a retry that is planned when it is, and not that it is under way", () => {
    expect(
      say({ code: "none_ready", total: 1 }, { code: "variant_planned", number: 1, failures: 2, at: today }),
    ).toMatch(
      /^The song is not ready yet; song 1 failed twice, its next retry is scheduled for 0?9:02[^;]*\.$/,
    );
  });

  it.each<[parts: SummaryPart[], sentence: string]>([
    [[{ code: "all_ready", total: 1, at: null }], "The song is ready."],
    [[{ code: "all_ready", total: 2, at: null }], "Both songs are ready."],
    [[{ code: "all_ready", total: 4, at: null }], "All four are ready."],
    [[{ code: "some_ready", ready: 1, total: 3 }], "One of three is ready."],
    [[{ code: "none_ready", total: 2 }], "Neither of the two is ready yet."],
    [
      [
        { code: "none_ready", total: 3 },
        { code: "variant_waiting", number: 1, since: null },
        { code: "variant_failed", number: 2, failures: 7 },
        { code: "variant_failed", number: 3, failures: 0 },
      ],
      "None of the three is ready yet; song 1 has not been requested; song 2 failed 7 times and needs attention; song 3 failed and needs attention.",
    ],
    [
      [{ code: "not_paid" }, { code: "nothing_asked" }],
      "It has not been paid for yet. No song has been requested yet.",
    ],
    [[{ code: "erased" }], "The customer's data was erased."],
  ])("%j", (parts, sentence) => {
    expect(say(...parts)).toBe(sentence);
  });

  it("gives the day with a time that was not today", () => {
    expect(say({ code: "played", at: today })).toMatch(/^It was first listened to at 0?9:02/);
    expect(say({ code: "played", at: yesterday })).toMatch(/^It was first listened to on Mon/);
    expect(say({ code: "variant_making", number: 2, failures: 0, since: today })).toMatch(
      /^Song 2 is being made, since 0?9:02/,
    );
    expect(say({ code: "variant_waiting", number: 2, since: today })).toMatch(/, requested at 0?9:02/);
    expect(say({ code: "variant_lost", number: 2, since: yesterday })).toMatch(
      /never reported back, since Mon/,
    );
  });
});
