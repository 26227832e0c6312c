import { FIRST_NAMES, LAST_NAMES, OCCASIONS } from "../../local/demo/people.ts";
import { ERROR_GROUPS, type ErrorGroup } from "./errors.ts";
import { drawsOf, idOf } from "./random.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How far back the orders go. */
const HISTORY_DAYS = 3 * 365;

/** Variants of twenty orders one after the other: three on average, some unpaid orders with none, some with five. */
const VARIANT_COUNTS = [3, 2, 4, 3, 1, 3, 5, 3, 4, 2, 3, 0, 4, 3, 5, 1, 3, 4, 2, 5];

/** More failures than there ever are in one data set. */
const INDEXES = 2 ** 24;

export type OrderFate = "fine" | "failing" | "retrying" | "lost";
export type FailureState = "open" | "retrying" | "resolved" | "recovered";

export interface Customer {
  id: string;
  email: string;
  fullName: string;
}

export interface PlannedOrder {
  index: number;
  id: string;
  customerIndex: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  occasion: string;
  /** ISO date; null when the customer gave none. */
  neededBy: string | null;
  variantCount: number;
}

export interface PlannedFailure {
  index: number;
  id: string;
  orderIndex: number;
  state: FailureState;
  group: ErrorGroup;
  message: string;
  failedAt: number;
  /** Null while it is open or retrying. */
  closedAt: number | null;
}

/** A whole data set, by arithmetic: whatever is asked for is worked out from its index, so that nothing is kept. */
export interface Plan {
  orders: number;
  customers: number;
  customerAt(index: number): Customer;
  orderAt(index: number): PlannedOrder;
  /** By age, the oldest at 0. */
  failureAt(position: number): PlannedFailure;
  /** What became of an order's songs: what its failures say. */
  fateOf(orderIndex: number): OrderFate;
}

export function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Names as an address has them: without accents and apostrophes. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}

function customerAt(index: number): Customer {
  const draws = drawsOf("customer", index);
  const first = draws.pick(FIRST_NAMES);
  const last = draws.pick(LAST_NAMES);
  const domain = draws.pick(["example.com", "example.com", "mail.example.org", "post.example.net"]);
  return {
    id: idOf("customer", index),
    email: `${plain(first)}.${plain(last)}${index + 1}@${domain}`,
    fullName: `${first} ${last}`,
  };
}

/** Days that many people need a song for: Valentine's Day, a Mother's Day, Christmas. */
const FEASTS = ["02-14", "05-10", "12-24"];

function nextFeast(after: number): string {
  const day = isoDate(after + 3 * DAY_MS);
  const year = Number(day.slice(0, 4));
  const dates = [year, year + 1].flatMap((y) => FEASTS.map((feast) => `${y}-${feast}`));
  return dates.find((date) => date > day) ?? day;
}

function stateOf(index: number, draw: number): FailureState {
  // One in a hundred is open; a few of those that are not are being retried at this moment.
  if (index % 100 === 0) return "open";
  if (index % 2000 === 1) return "retrying";
  return draw < 0.65 ? "recovered" : "resolved";
}

/**
 * Plans a data set.
 *
 * @param orders how many orders, and as many failed jobs; three times as many variants
 * @param anchor milliseconds since 1970: the present of the data set, when its newest order was made
 */
export function planDataset(orders: number, anchor: number): Plan {
  const customers = Math.ceil(orders * 0.55);

  const orderAt = (index: number): PlannedOrder => {
    const draws = drawsOf("order", index);
    // The service grows: the nearer to now, the denser.
    const age = (1 - (index + draws.next()) / orders) ** 1.3;
    const createdAt = Math.round(anchor - age * HISTORY_DAYS * DAY_MS);
    const inDays = Math.floor(2 + 58 * draws.next() ** 2);
    const kind = draws.next();
    return {
      index,
      id: idOf("order", index),
      customerIndex: Math.floor(customers * draws.next() ** 1.4),
      createdAt,
      occasion: draws.pick(OCCASIONS).name,
      neededBy:
        kind < 0.12 ? null : kind < 0.25 ? nextFeast(createdAt) : isoDate(createdAt + inDays * DAY_MS),
      variantCount: VARIANT_COUNTS[index % VARIANT_COUNTS.length] ?? 3,
    };
  };

  const orderIndexOf = (index: number, state: FailureState): number => {
    const draws = drawsOf("failure", index);
    const point = draws.next();
    // What is still open came lately; a third of the rest came in incidents, thousands within an hour.
    if (state === "open" || state === "retrying") return orders - 1 - Math.floor(point ** 2 * 0.03 * orders);
    const incident = draws.below(600);
    if (incident >= 200) return Math.floor(point * 0.998 * orders);
    return Math.floor((drawsOf("incident", incident).next() * 0.99 + point * 0.001) * orders);
  };

  // Written in the order in which they happened, as a table that grows by the day is: the keys are sorted by order,
  // and carry the index in what is left of a double's 53 bits.
  const keys = Float64Array.from({ length: orders }, (_, index) => {
    const state = stateOf(index, drawsOf("attempt", index).next());
    return orderIndexOf(index, state) * INDEXES + index;
  }).sort();

  const failureAt = (position: number): PlannedFailure => {
    const key = keys[position] ?? 0;
    const index = key % INDEXES;
    const orderIndex = (key - index) / INDEXES;
    const draws = drawsOf("attempt", index);
    const state = stateOf(index, draws.next());
    // Some errors are met every hour, most of them once a month.
    const rank = Math.floor(ERROR_GROUPS.length ** draws.next()) - 1;
    const group = ERROR_GROUPS[(rank * 37) % ERROR_GROUPS.length];
    if (!group) throw new RangeError("there are no groups of errors");
    const { createdAt } = orderAt(orderIndex);
    const failedAt = Math.min(anchor - 1000, createdAt + Math.round((3 + draws.next() * 27) * MINUTE_MS));
    const closed = state === "resolved" || state === "recovered";
    return {
      index,
      id: idOf("failure", index),
      orderIndex,
      state,
      group,
      message: group.message(draws),
      failedAt,
      closedAt: closed ? Math.min(anchor, failedAt + Math.round(draws.next() * 8 * 60 * MINUTE_MS)) : null,
    };
  };

  const fates = new Uint8Array(orders);
  const FATES: OrderFate[] = ["fine", "lost", "retrying", "failing"];
  for (let position = 0; position < orders; position++) {
    const { index, state, orderIndex } = failureAt(position);
    // One in twelve of those that a person resolved never got its song.
    const lost = state === "resolved" && index % 12 === 0;
    const fate = FATES.indexOf(
      state === "open" ? "failing" : state === "retrying" ? "retrying" : lost ? "lost" : "fine",
    );
    fates[orderIndex] = Math.max(fates[orderIndex] ?? 0, fate);
  }

  return { orders, customers, customerAt, orderAt, failureAt, fateOf: (i) => FATES[fates[i] ?? 0] ?? "fine" };
}

/**
 * Plans the morning after an outage: every order's first song has failed, each once, and nobody has done anything about
 * it yet. Every failure can be retried.
 *
 * @param orders how many orders, and as many failed jobs that are open
 * @param anchor as `planDataset` takes it
 */
export function planOutage(orders: number, anchor: number): Plan {
  const plan = planDataset(orders, anchor);
  return {
    ...plan,
    orderAt: (index) => {
      const order = plan.orderAt(index);
      return { ...order, variantCount: Math.max(1, order.variantCount) };
    },
    failureAt: (position) => ({
      ...plan.failureAt(position),
      id: idOf("failure", position),
      index: position,
      orderIndex: position,
      state: "open",
      closedAt: null,
    }),
    fateOf: () => "failing",
  };
}
