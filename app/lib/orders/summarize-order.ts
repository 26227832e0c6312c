/** What is known of one variant when somebody asks for the order on the phone. */
export interface VariantFacts {
  variant_number: number;
  generation_status: "pending" | "generating" | "complete" | "failed";
  /** How often a run for it was given up since the order was made. */
  failures: number;
  /** When what is under way for it was asked for; null when nothing is. */
  requested_at: string | null;
  /** Whether what is under way is a retry of a failure, or asked for by hand. */
  is_retry: boolean;
  /** When its next try is, if that is planned for later; null otherwise. */
  retry_at: string | null;
  lost: boolean;
  /** When the last new version of a complete song failed; null when none did. */
  new_version_failed_at: string | null;
}

/** What is known of an order. */
export interface OrderFacts {
  payment_status: string | null;
  variants: VariantFacts[];
  /** When the finished songs were first listened to; null when nobody has. */
  first_played_at: string | null;
  /** When the last finished song was ready. */
  last_completed_at: string | null;
  erased: boolean;
}

/**
 * One clause of the answer. The desk translates `orders.summary.<code>` with the values; a time is ISO and is put into
 * the reader's own zone and words there. In English:
 *
 * - erased: The customer's data was erased.
 * - not_paid: It has not been paid for yet.
 * - refunded: It was refunded.
 * - nothing_asked: No song has been asked for yet.
 * - all_ready {total, at}: All three are ready, since 9:02. (total 1: The song is ready.)
 * - some_ready {ready, total}: Two of three are ready.
 * - none_ready {total}: None of the three is ready yet.
 * - variant_making {number, since, failures}: variant 3 is being made since 9:02.
 * - variant_waiting {number, since}: variant 3 waits for its turn, asked for at 9:02. (since null: nobody has asked for it.)
 * - variant_retrying {number, failures, since}: variant 3 failed twice, is being retried since 9:02.
 * - variant_planned {number, failures, at}: variant 3 failed twice; its next try is planned for 14:00.
 * - variant_failed {number, failures}: variant 3 failed twice and waits for somebody.
 * - variant_lost {number, since}: variant 3 was started at 9:02 and has not been heard of.
 * - new_version_making {number, since}: a new version of song 3 is being made since 9:02.
 * - new_version_lost {number, since}: a new version of song 3 was started at 9:02 and has not been heard of.
 * - new_version_failed {number}: the new version of song 3 failed, so the one before plays on.
 * - played {at}: It was first listened to on Tuesday. / not_played: Nobody has listened yet.
 */
export type SummaryPart =
  | { code: "erased" | "not_paid" | "refunded" | "nothing_asked" | "not_played" }
  | { code: "all_ready"; total: number; at: string | null }
  | { code: "some_ready"; ready: number; total: number }
  | { code: "none_ready"; total: number }
  | { code: "variant_making" | "variant_retrying"; number: number; failures: number; since: string | null }
  | { code: "variant_waiting" | "variant_lost"; number: number; since: string | null }
  | { code: "new_version_making" | "new_version_lost"; number: number; since: string | null }
  | { code: "new_version_failed"; number: number }
  | { code: "variant_planned"; number: number; failures: number; at: string }
  | { code: "variant_failed"; number: number; failures: number }
  | { code: "played"; at: string };

/** A complete song plays, whatever becomes of a new version of it. */
function newVersionOf(variant: VariantFacts): SummaryPart | null {
  const { variant_number: number, requested_at: since } = variant;
  if (variant.lost) return { code: "new_version_lost", number, since };
  if (since !== null) return { code: "new_version_making", number, since };
  return variant.new_version_failed_at === null ? null : { code: "new_version_failed", number };
}

function partOf(variant: VariantFacts): SummaryPart | null {
  const { variant_number: number, failures, requested_at: since, retry_at: at } = variant;
  if (variant.generation_status === "complete") return newVersionOf(variant);
  if (variant.lost) return { code: "variant_lost", number, since };
  if (variant.generation_status === "failed") return { code: "variant_failed", number, failures };
  if (at !== null && failures > 0) return { code: "variant_planned", number, failures, at };
  if (since !== null && variant.is_retry && failures > 0) {
    return { code: "variant_retrying", number, failures, since };
  }
  return variant.generation_status === "generating"
    ? { code: "variant_making", number, failures, since }
    : { code: "variant_waiting", number, since };
}

function readiness(facts: OrderFacts): SummaryPart {
  const total = facts.variants.length;
  const ready = facts.variants.filter((variant) => variant.generation_status === "complete").length;
  if (ready === total) return { code: "all_ready", total, at: facts.last_completed_at };
  return ready === 0 ? { code: "none_ready", total } : { code: "some_ready", ready, total };
}

/**
 * The answer to "did my song get made?", as parts that a person can read out one after the other: first how much is
 * ready, then what keeps each of the others, then whether it was heard.
 */
export function summarizeOrder(facts: OrderFacts): SummaryPart[] {
  if (facts.erased) return [{ code: "erased" }];
  const money: SummaryPart[] = [];
  if (facts.payment_status === "pending") money.push({ code: "not_paid" });
  if (facts.payment_status === "refunded") money.push({ code: "refunded" });
  if (facts.variants.length === 0) return [...money, { code: "nothing_asked" }];
  const first = readiness(facts);
  const others = facts.variants
    .toSorted((a, b) => a.variant_number - b.variant_number)
    .flatMap((variant) => partOf(variant) ?? []);
  if (first.code === "none_ready") return [...money, first, ...others];
  const heard: SummaryPart =
    facts.first_played_at === null ? { code: "not_played" } : { code: "played", at: facts.first_played_at };
  return [...money, first, ...others, heard];
}
