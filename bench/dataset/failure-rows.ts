import { each, type Staff, type TableRows, type Value } from "./copy.ts";
import { stackOf } from "./errors.ts";
import type { Plan, PlannedFailure, PlannedOrder } from "./plan.ts";
import { idOf } from "./random.ts";

const MINUTE_MS = 60_000;

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
    yield {
      failure,
      event: { ...event, id, data: { ...event.data, failed_job_id: failure.id, attempt: 1 } },
    };
  }
}

function* activityOf(failure: PlannedFailure, order: PlannedOrder, staff: Staff): Generator<Value[]> {
  const line = (
    at: Date,
    action: string,
    before: Value,
    after: Value,
    by: Staff | null,
    note: string | null,
  ) => [
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
  yield line(
    new Date(failure.failedAt),
    "failed",
    null,
    { state: "open", variants: [1] },
    null,
    failure.message,
  );
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

/** Failed jobs, what was done about them, and the record of it. */
export const FAILURE_TABLES: TableRows[] = [
  {
    table: "public.failed_jobs",
    columns:
      "id,job_type,event_data,error_message,error_stack,retry_count,failed_at,resolved_at,notes,order_id,customer_id,needed_by,run_id,error_type,fingerprint,error_title,kind,kind_version,state,attempt,last_failed_at,version".split(
        ",",
      ),
    *rows(plan, _staff, kinds) {
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
          group.title,
          kinds.kindOf({ type: group.errorType, message }),
          kinds.version,
          state,
          wasRetried(failure) ? 1 : 0,
          new Date(failure.failedAt),
          state === "open" ? 1 : state === "recovered" ? 3 : 2,
        ];
      }
    },
  },
  {
    table: "desk.failed_job_attempts",
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
    table: "desk.outbox_events",
    columns: "event_id,name,data,due_at,attempts,sent_at,created_at".split(","),
    *rows(plan) {
      for (const { failure, event } of retries(plan)) {
        const at = retriedAt(failure);
        yield [event.id, event.name, event.data, at, 1, at, at];
      }
    },
  },
  {
    table: "desk.activity",
    columns: "at,actor_id,actor_name,action,subject_type,subject_id,order_id,before,after,note".split(","),
    *rows(plan, staff) {
      for (const failure of each(plan.orders, plan.failureAt)) {
        yield* activityOf(failure, plan.orderAt(failure.orderIndex), staff);
      }
    },
  },
];
