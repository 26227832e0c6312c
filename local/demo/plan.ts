import { createRandom, type Random } from "../song-api/random.ts";
import { FAILURE_KINDS, type FailureKind } from "./failures.ts";
import { FIRST_NAMES, FUNERAL, GENRES, LANGUAGES, LAST_NAMES, MOODS, OCCASIONS } from "./people.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface PlannedCustomer {
  id: string;
  email: string;
  fullName: string;
}

export interface PlannedVariant {
  number: number;
  status: "pending" | "generating" | "complete" | "failed";
  /** Which of the shared songs it plays, when it is complete. */
  song: number;
  completedAt: Date | null;
  selected: boolean;
}

export interface PlannedFailure {
  kind: FailureKind;
  message: string;
  variantNumbers: number[];
  failedAt: Date;
  state: "open" | "resolved" | "recovered";
  resolvedAt: Date | null;
  notes: string | null;
}

export interface PlannedOrder {
  id: string;
  customizationId: string;
  customer: PlannedCustomer;
  recipientName: string;
  occasion: string;
  message: string | null;
  genre: string;
  mood: string;
  language: string;
  amountCents: number;
  createdAt: Date;
  /** ISO date, or null when the customer gave none. */
  occasionDate: string | null;
  variants: PlannedVariant[];
  failure: PlannedFailure | null;
}

/** How much demo data there is. */
export const DEMO_SIZE = {
  orders: 300,
  days: 60,
  customers: 180,
  openFailures: 29,
  closedFailures: 11,
  songs: 8,
};

/** When the songs are needed whose generation failed last night. */
const DUE_IN_DAYS = [-1, 0, 1, 2, 3, 5, 8, 12, 16, 21, 25, 30];

const NOTES = [
  "Talked to the customer on the phone; they changed the second verse.",
  "The provider had an outage this morning, see their status page.",
  "Refunded on the customer's wish.",
];

/** A version 4 uuid out of the seeded stream: the same demo data has the same addresses each time. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random.next() * 16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function weighted<T extends { weight: number }>(random: Random, items: readonly T[]): T {
  let point = random.between(
    0,
    items.reduce((sum, item) => sum + item.weight, 0),
  );
  const found = items.find((item) => {
    point -= item.weight;
    return point < 0;
  });
  return found ?? random.pick(items);
}

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function planCustomers(random: Random): PlannedCustomer[] {
  return Array.from({ length: DEMO_SIZE.customers }, (_, index) => {
    const first = random.pick(FIRST_NAMES);
    const last = random.pick(LAST_NAMES);
    const local = `${first}.${last}`
      .normalize("NFD")
      .replace(/[^A-Za-z.]/g, "")
      .toLowerCase();
    return { id: uuid(random), email: `${local}${index + 1}@example.com`, fullName: `${first} ${last}` };
  });
}

function planFailure(
  random: Random,
  index: number,
  failedAt: number,
  now: number,
  variantNumbers: number[],
): PlannedFailure {
  // Each of the six kinds comes early in the list, so that none is left to chance.
  const kind = FAILURE_KINDS[index] ?? weighted(random, FAILURE_KINDS);
  const requestId = `req_${uuid(random).replaceAll("-", "").slice(0, 12)}`;
  const open = index < DEMO_SIZE.openFailures;
  const recovered = !open && kind.times !== undefined && random.next() < 0.6;
  return {
    kind,
    message: kind.message(requestId, Math.round(random.between(20, 95))),
    variantNumbers,
    failedAt: new Date(failedAt),
    state: open ? "open" : recovered ? "recovered" : "resolved",
    resolvedAt: open ? null : new Date(Math.min(now, failedAt + random.between(0.2, 6) * HOUR_MS)),
    notes: open || recovered ? null : random.pick(NOTES),
  };
}

function planVariants(random: Random, age: number, createdAt: number, failure: boolean): PlannedVariant[] {
  const count = random.next() < 0.12 ? 5 : random.next() < 0.2 ? 2 : 3;
  const failing = failure ? 1 + Math.floor(random.next() * count) : 0;
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const fresh = age < 0.4 * HOUR_MS;
    const status =
      number === failing ? "failed" : !fresh ? "complete" : random.next() < 0.5 ? "pending" : "generating";
    return {
      number,
      status,
      song: Math.floor(random.next() * DEMO_SIZE.songs),
      completedAt: status === "complete" ? new Date(createdAt + random.between(60, 240) * 1000) : null,
      selected: status === "complete" && index === 0 && age > 5 * DAY_MS,
    };
  });
}

/** The day a song is needed. What failed last night is due from yesterday to next month, one of it today. */
function planOccasionDate(
  random: Random,
  now: number,
  createdAt: number,
  failureIndex: number,
): string | null {
  if (failureIndex === 0) return isoDate(now);
  if (failureIndex > 0 && failureIndex < DEMO_SIZE.openFailures) {
    return isoDate(now + (DUE_IN_DAYS[failureIndex % DUE_IN_DAYS.length] ?? 0) * DAY_MS);
  }
  return random.next() < 0.15 ? null : isoDate(createdAt + random.between(2, 35) * DAY_MS);
}

/**
 * Plans the demo data: about 300 orders over 60 days, most of them done, and what failed among them.
 *
 * @param now the moment of the first start: everything is dated from it
 * @param seed the same seed and moment give the same plan
 */
export function planDemo(
  now: Date,
  seed = "reprise",
): { customers: PlannedCustomer[]; orders: PlannedOrder[] } {
  const random = createRandom(seed);
  const customers = planCustomers(random);
  const failures = DEMO_SIZE.openFailures + DEMO_SIZE.closedFailures;
  const orders = Array.from({ length: DEMO_SIZE.orders }, (_, index): PlannedOrder => {
    // The newest orders come first: the night's failures, then a few that are being made, then the past.
    const failureIndex = index < failures ? index : -1;
    const age =
      index < DEMO_SIZE.openFailures
        ? random.between(2, 14) * HOUR_MS
        : index < failures + 5
          ? index < failures
            ? random.between(1, 20) * DAY_MS
            : random.between(0.05, 0.35) * HOUR_MS
          : random.between(0.6, DEMO_SIZE.days) * DAY_MS;
    const createdAt = now.getTime() - age;
    const variants = planVariants(random, age, createdAt, failureIndex >= 0);
    const failed = variants.filter((variant) => variant.status === "failed").map((variant) => variant.number);
    const failure =
      failureIndex >= 0
        ? planFailure(
            random,
            failureIndex,
            createdAt + random.between(0.05, 0.2) * HOUR_MS,
            now.getTime(),
            failed,
          )
        : null;
    if (failure?.state === "recovered") {
      for (const variant of variants) {
        if (variant.status !== "failed") continue;
        variant.status = "complete";
        variant.completedAt = failure.resolvedAt;
      }
    }
    const occasion = failureIndex === 0 ? FUNERAL : weighted(random, OCCASIONS);
    return {
      id: uuid(random),
      customizationId: uuid(random),
      customer: random.pick(customers),
      recipientName: random.pick(FIRST_NAMES),
      occasion: occasion.name,
      message: occasion.message,
      genre: random.pick(GENRES),
      mood: occasion.name === "funeral" ? "calm" : random.pick(MOODS),
      language: random.pick(LANGUAGES),
      amountCents: variants.length === 5 ? 3900 : 2900,
      createdAt: new Date(createdAt),
      occasionDate: planOccasionDate(random, now.getTime(), createdAt, failureIndex),
      variants,
      failure,
    };
  });
  return { customers, orders };
}
