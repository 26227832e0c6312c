import { expect, test } from "vitest";
import { type OrderFacts, summarizeOrder, type VariantFacts } from "./summarize-order";

const NINE = "2026-11-24T09:02:00Z";
const LATER = "2026-11-24T14:00:00Z";
const READY = "2026-11-24T08:00:00Z";

const variant = (number: number, change: Partial<VariantFacts> = {}): VariantFacts => ({
  variant_number: number,
  generation_status: "complete",
  new_version_failed_at: null,
  failures: 0,
  requested_at: null,
  is_retry: false,
  retry_at: null,
  lost: false,
  ...change,
});
const order = (variants: VariantFacts[], change: Partial<OrderFacts> = {}): OrderFacts => ({
  payment_status: "paid",
  variants,
  first_played_at: null,
  last_completed_at: READY,
  erased: false,
  ...change,
});

test.each<[what: string, facts: OrderFacts, parts: unknown[]]>([
  [
    "all ready, and heard",
    order([variant(1), variant(2)], { first_played_at: NINE }),
    [
      { code: "all_ready", total: 2, at: READY },
      { code: "played", at: NINE },
    ],
  ],
  [
    "two of three ready, the third failed twice and is being retried",
    order([
      variant(3, { generation_status: "generating", failures: 2, requested_at: NINE, is_retry: true }),
      variant(1),
      variant(2),
    ]),
    [
      { code: "some_ready", ready: 2, total: 3 },
      { code: "variant_retrying", number: 3, failures: 2, since: NINE },
      { code: "not_played" },
    ],
  ],
  [
    "a retry that waits for its turn is a retry",
    order([variant(1, { generation_status: "pending", failures: 1, requested_at: NINE, is_retry: true })]),
    [
      { code: "none_ready", total: 1 },
      { code: "variant_retrying", number: 1, failures: 1, since: NINE },
    ],
  ],
  [
    "a retry that is planned for later is not under way",
    order([
      variant(1, {
        generation_status: "pending",
        failures: 2,
        requested_at: NINE,
        is_retry: true,
        retry_at: LATER,
      }),
    ]),
    [
      { code: "none_ready", total: 1 },
      { code: "variant_planned", number: 1, failures: 2, at: LATER },
    ],
  ],
  [
    "one being made, one waiting, one that nobody asked for",
    order([
      variant(1, { generation_status: "generating", requested_at: NINE }),
      variant(2, { generation_status: "pending", requested_at: NINE }),
      variant(3, { generation_status: "pending" }),
    ]),
    [
      { code: "none_ready", total: 3 },
      { code: "variant_making", number: 1, failures: 0, since: NINE },
      { code: "variant_waiting", number: 2, since: NINE },
      { code: "variant_waiting", number: 3, since: null },
    ],
  ],
  [
    "failed, and nobody at it",
    order([variant(1), variant(2, { generation_status: "failed", failures: 3 })]),
    [
      { code: "some_ready", ready: 1, total: 2 },
      { code: "variant_failed", number: 2, failures: 3 },
      { code: "not_played" },
    ],
  ],
  [
    "a lost run is said to be lost, not under way",
    order([variant(1, { generation_status: "generating", requested_at: NINE, lost: true })]),
    [
      { code: "none_ready", total: 1 },
      { code: "variant_lost", number: 1, since: NINE },
    ],
  ],
  [
    "not paid, nothing asked for",
    order([], { payment_status: "pending" }),
    [{ code: "not_paid" }, { code: "nothing_asked" }],
  ],
  [
    "refunded, but made",
    order([variant(1)], { payment_status: "refunded" }),
    [{ code: "refunded" }, { code: "all_ready", total: 1, at: READY }, { code: "not_played" }],
  ],
  ["erased", order([variant(1)], { erased: true }), [{ code: "erased" }]],
])("%s", (_what, facts, parts) => {
  expect(summarizeOrder(facts)).toEqual(parts);
});
