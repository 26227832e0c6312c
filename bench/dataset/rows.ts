import { GENRES, LANGUAGES, MOODS, OCCASIONS } from "../../local/demo/people.ts";
import { stackOf } from "./errors.ts";
import type { Plan, PlannedFailure, PlannedOrder } from "./plan.ts";

import { drawsOf, idOf } from "./random.ts";

/** What COPY puts into a column. Text, number and boolean as they are; an object as JSON; a Date as an instant. */
type Value = string | number | boolean | null | Date | object;

/** The rows of one table, in the order in which they are written. */
export interface TableRows {
  table: string;
  columns: string[];
  rows(plan: Plan, staff: Staff): Generator<Value[]>;
}

/** The one who has retried and resolved everything. */
export interface Staff {
  id: string;
  name: string;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A line in the text format of COPY (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(values: Value[]): string {
  const fields = values.map((value) => {
    if (value === null) return "\\N";
    const text =
      value instanceof Date
        ? value.toISOString()
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
    return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
  });
  return `${fields.join("\t")}\n`;
}

function* each<T>(count: number, at: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index++) yield at(index);
}

const MINUTE_MS = 60_000;
/** Room for the five variants that an order may have: a variant's index is its order's times this, plus its number. */
const VARIANTS_MAX = 5;
/** Newest orders that are still being made: one in five hundred. */
const UNDER_WAY = 0.002;

type VariantStatus = "pending" | "generating" | "complete" | "failed";

function statusOf(plan: Plan, order: PlannedOrder, number: number): VariantStatus {
  const fate = number === 1 ? plan.fateOf(order.index) : "fine";
  if (fate === "failing" || fate === "lost") return "failed";
  if (fate === "retrying") return "generating";
  if (order.index < plan.orders * (1 - UNDER_WAY)) return "complete";
  return number % 2 === 1 ? "generating" : "pending";
}

function eventOf(failure: PlannedFailure, order: PlannedOrder) {
  return {
    id: `order:${order.id}:paid`,
    name: "song/generation.requested",
    data: { order_id: order.id, variant_numbers: [1] },
    ts: failure.failedAt - 3 * MINUTE_MS,
  };
}

const runId = (kind: "failure" | "attempt", index: number) =>
  `01${idOf(kind, index).replaceAll("-", "").slice(0, 24).toUpperCase()}`;
const attemptEventId = (failure: PlannedFailure) => `failed-job:${failure.id}:attempt:1`;
const wasRetried = ({ state }: PlannedFailure) => state === "recovered" || state === "retrying";
const retriedAt = (failure: PlannedFailure) => new Date((failure.closedAt ?? failure.failedAt) - 1000);
const NOTES = ["Talked to the customer on the phone.", "The provider had an outage.", "Refunded on request."];

/** The retries, each of the failure that it belongs to. */
function* retries(plan: Plan) {
  for (const failure of each(plan.orders, plan.failureAt)) {
    if (!wasRetried(failure)) continue;
    const event = eventOf(failure, plan.orderAt(failure.orderIndex));
    const id = attemptEventId(failure);
    yield { failure, event: { ...event, id, data: { ...event.data, failed_job_id: failure.id, attempt: 1 } } };
  }
}

function* activityOf(failure: PlannedFailure, order: PlannedOrder, staff: Staff): Generator<Value[]> {
  const line = (at: Date, action: string, before: Value, after: Value, by: Staff | null, note: string | null) => [
    at,
    by?.id ?? null,
    by?.name ?? "Reprise",
    action,
    "failed_job",
    failure.id,
    order.id,
    before,
    after,
    note,
  ];
  yield line(new Date(failure.failedAt), "failed", null, { state: "open", variants: [1] }, null, failure.message);
  if (wasRetried(failure)) {
    const after = { state: "retrying", attempt: 1 };
    yield line(retriedAt(failure), "retried", { state: "open" }, after, staff, null);
  }
  if (failure.closedAt === null) return;
  const at = new Date(failure.closedAt);
  if (failure.state === "recovered") {
    yield line(at, "recovered", { state: "retrying" }, { state: "recovered", attempt: 1 }, null, null);
  } else {
    const note = NOTES[failure.index % NOTES.length] ?? null;
    yield line(at, "resolved", { state: "open" }, { state: "resolved" }, staff, note);
  }
}

/** All tables that are filled by COPY; what is derived from them is filled afterwards, set by set. */
export const TABLES: TableRows[] = [
  {
    table: "auth.users",
    columns: ["id", "email"],
    *rows(plan) {
      for (const { id, email } of each(plan.customers, plan.customerAt)) yield [id, email];
    },
  },
  {
    table: "public.users",
    columns: ["id", "email", "full_name"],
    *rows(plan) {
      for (const { id, email, fullName } of each(plan.customers, plan.customerAt)) yield [id, email, fullName];
    },
  },
  {
    table: "public.customizations",
    columns: "id,user_id,recipient_name,occasion,genre,mood,language,message,created_at".split(","),
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        const draws = drawsOf("customization", order.index);
        const message = OCCASIONS.find(({ name }) => name === order.occasion)?.message ?? null;
        yield [
          idOf("customization", order.index),
          idOf("customer", order.customerIndex),
          plan.customerAt(draws.below(plan.customers)).fullName.split(" ")[0] ?? "Maya",
          order.occasion,
          draws.pick(GENRES),
          draws.pick(MOODS),
          draws.pick(LANGUAGES),
          message,
          new Date(order.createdAt),
        ];
      }
    },
  },
  {
    table: "public.orders",
    columns:
      "id,user_id,customization_id,payment_status,amount_cents,paid_at,created_at,updated_at,occasion_date".split(
        ",",
      ),
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        const at = new Date(order.createdAt);
        const paid = order.variantCount > 0;
        yield [
          order.id,
          idOf("customer", order.customerIndex),
          idOf("customization", order.index),
          paid ? (order.index % 97 === 0 ? "refunded" : "paid") : "pending",
          2900 + 1000 * order.variantCount,
          paid ? at : null,
          at,
          at,
          order.neededBy,
        ];
      }
    },
  },
  {
    table: "public.song_variants",
    columns:
      "id,order_id,user_id,variant_number,storage_path,duration_ms,generation_status,share_token,selected,created_at,completed_at,audio_bytes,audio_type".split(
        ",",
      ),
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        for (let number = 1; number <= order.variantCount; number++) {
          const index = order.index * VARIANTS_MAX + number - 1;
          const status = statusOf(plan, order, number);
          const complete = status === "complete";
          yield [
            idOf("variant", index),
            order.id,
            idOf("customer", order.customerIndex),
            number,
            complete ? `orders/${order.id}/${number}.mp3` : "unrendered",
            complete ? 18_000 + (index % 9000) : null,
            status,
            idOf("shareToken", index),
            complete && number === 2,
            new Date(order.createdAt),
            complete ? new Date(order.createdAt + 4 * MINUTE_MS) : null,
            complete ? 300_000 + (index % 90_000) : null,
            complete ? "audio/mpeg" : null,
          ];
        }
      }
    },
  },
  {
    table: "public.failed_jobs",
    columns:
      "id,job_type,event_data,error_message,error_stack,retry_count,failed_at,resolved_at,notes,order_id,customer_id,needed_by,run_id,error_type,fingerprint,state,attempt,last_failed_at,version".split(
        ",",
      ),
    *rows(plan) {
      for (const failure of each(plan.orders, plan.failureAt)) {
        const order = plan.orderAt(failure.orderIndex);
        const { group, message, state } = failure;
        yield [
          failure.id,
          "song_generation",
          eventOf(failure, order),
          message,
          stackOf(group.errorType, message),
          3,
          new Date(failure.failedAt),
          failure.closedAt === null ? null : new Date(failure.closedAt),
          state === "resolved" ? (NOTES[failure.index % NOTES.length] ?? null) : null,
          order.id,
          idOf("customer", order.customerIndex),
          order.neededBy ?? "infinity",
          runId("failure", failure.index),
          group.errorType,
          group.fingerprint,
          state,
          wasRetried(failure) ? 1 : 0,
          new Date(failure.failedAt),
          state === "open" ? 1 : state === "recovered" ? 3 : 2,
        ];
      }
    },
  },
  {
    table: "public.failed_job_attempts",
    columns:
      "failed_job_id,attempt,event_id,event,requested_by,requested_at,scheduled_for,run_id,started_at,outcome,ended_at".split(
        ",",
      ),
    *rows(plan, staff) {
      for (const { failure, event } of retries(plan)) {
        const at = retriedAt(failure);
        const recovered = failure.closedAt !== null;
        yield [
          failure.id,
          1,
          event.id,
          event,
          staff.id,
          at,
          at,
          runId("attempt", failure.index),
          at,
          recovered ? "succeeded" : "pending",
          recovered ? new Date(failure.closedAt ?? 0) : null,
        ];
      }
    },
  },
  {
    table: "public.outbox_events",
    columns: "event_id,name,data,due_at,attempts,sent_at,created_at".split(","),
    *rows(plan) {
      for (const { failure, event } of retries(plan)) {
        const at = retriedAt(failure);
        yield [event.id, event.name, event.data, at, 1, at, at];
      }
    },
  },
  {
    table: "public.activity",
    columns: "at,actor_id,actor_name,action,subject_type,subject_id,order_id,before,after,note".split(","),
    *rows(plan, staff) {
      for (const failure of each(plan.orders, plan.failureAt)) {
        yield* activityOf(failure, plan.orderAt(failure.orderIndex), staff);
      }
    },
  },
];

