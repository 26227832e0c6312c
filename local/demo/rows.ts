import { fingerprintOf } from "../../app/lib/failed-jobs/fingerprint.server.ts";
import type { KindsOfErrors } from "../../app/lib/failed-jobs/kind-of-error.server.ts";
import { stackOf } from "./failures.ts";
import type { PlannedCustomer, PlannedFailure, PlannedOrder } from "./plan.ts";
import type { DemoSong } from "./songs.ts";

/** The planned demo data as rows, by table. Somebody is a customer since their first order. */
export function customerRows(customers: PlannedCustomer[], orders: PlannedOrder[]) {
  const since = new Map<string, Date>();
  for (const { customer, createdAt } of orders) {
    const known = since.get(customer.id);
    if (known === undefined || createdAt < known) since.set(customer.id, createdAt);
  }
  return customers.map(({ id, email, fullName }) => ({
    id,
    email,
    full_name: fullName,
    created_at: since.get(id) ?? new Date(),
  }));
}

export function customizationRows(orders: PlannedOrder[]) {
  return orders.map((order) => ({
    id: order.customizationId,
    user_id: order.customer.id,
    recipient_name: order.recipientName,
    occasion: order.occasion,
    genre: order.genre,
    mood: order.mood,
    language: order.language,
    message: order.message,
    created_at: order.createdAt,
  }));
}

/** Open failures fail once more: what the song API is told says how. */
export function songOptionRows(orders: PlannedOrder[]) {
  return orders.flatMap(({ id, failure }) =>
    failure?.state === "open"
      ? [
          {
            order_id: id,
            options: {
              simulate: {
                failure: failure.kind.simulate,
                variants: failure.variantNumbers,
                ...(failure.kind.times !== undefined && { times: failure.kind.times }),
              },
            },
          },
        ]
      : [],
  );
}

export function orderRows(orders: PlannedOrder[]) {
  return orders.map((order) => ({
    id: order.id,
    user_id: order.customer.id,
    customization_id: order.customizationId,
    payment_status: "paid",
    amount_cents: order.amountCents,
    paid_at: order.createdAt,
    occasion_date: order.occasionDate,
    created_at: order.createdAt,
    updated_at: order.createdAt,
  }));
}

export function variantRows(orders: PlannedOrder[], songs: DemoSong[]) {
  return orders.flatMap((order) =>
    order.variants.map((variant) => {
      const song = variant.status === "complete" ? songs[variant.song] : undefined;
      return {
        order_id: order.id,
        user_id: order.customer.id,
        variant_number: variant.number,
        storage_path: song?.storagePath ?? "unrendered",
        duration_ms: song?.durationMs ?? null,
        audio_bytes: song?.bytes ?? null,
        audio_type: song?.contentType ?? null,
        generation_status: variant.status,
        selected: variant.selected,
        created_at: order.createdAt,
        completed_at: variant.completedAt,
      };
    }),
  );
}

function eventOf(order: PlannedOrder, failure: PlannedFailure) {
  return {
    id: `order:${order.id}:paid`,
    name: "song/generation.requested",
    data: { order_id: order.id, variant_numbers: failure.variantNumbers },
    ts: order.createdAt.getTime(),
  };
}

/** A dead letter, the group of errors that it belongs to, and what the record of changes says about it. */
export function failureRows(
  order: PlannedOrder,
  failure: PlannedFailure,
  id: string,
  staff: { id: string; name: string },
  kinds: Pick<KindsOfErrors, "version" | "kindOf">,
) {
  const { kind, message, failedAt, state, resolvedAt, notes } = failure;
  const recovered = state === "recovered";
  const event = eventOf(order, failure);
  const eventId = `failed-job:${id}:attempt:1`;
  const stack = stackOf(kind.errorType, message, failure.variantNumbers[0] ?? 1);
  const retriedAt = resolvedAt && new Date(resolvedAt.getTime() - 40_000);
  const line = (
    at: Date,
    action: string,
    before: string | null,
    after: Record<string, string | number | number[]>,
    actor?: typeof staff,
    note?: string,
  ) => ({
    at,
    actor_id: actor?.id ?? null,
    actor_name: actor?.name ?? "Reprise",
    action,
    subject_type: "failed_job",
    subject_id: id,
    order_id: order.id,
    before: before === null ? null : { state: before },
    after,
    note: note ?? null,
  });
  const job = {
    id,
    job_type: "song_generation",
    event_data: event,
    error_type: kind.errorType,
    error_message: message,
    error_stack: stack,
    kind: kinds.kindOf({ type: kind.errorType, message }),
    kind_version: kinds.version,
    retry_count: 3,
    failed_at: failedAt,
    last_failed_at: failedAt,
    resolved_at: resolvedAt,
    notes,
    order_id: order.id,
    customer_id: order.customer.id,
    needed_by: order.occasionDate ?? "infinity",
    run_id: `01DEMO${id.replaceAll("-", "").slice(0, 20).toUpperCase()}`,
    state,
    attempt: recovered ? 1 : 0,
    version: state === "open" ? 1 : recovered ? 3 : 2,
  };
  const attempt =
    recovered && retriedAt
      ? {
          failed_job_id: id,
          attempt: 1,
          event_id: eventId,
          event: { ...event, id: eventId, data: { ...event.data, failed_job_id: id, attempt: 1 } },
          requested_by: staff.id,
          requested_at: retriedAt,
          scheduled_for: retriedAt,
          run_id: `01DEMO${id.replaceAll("-", "").slice(-20).toUpperCase()}`,
          started_at: retriedAt,
          outcome: "succeeded",
          ended_at: resolvedAt,
        }
      : null;
  const outbox = attempt && {
    event_id: eventId,
    name: event.name,
    data: attempt.event.data,
    due_at: attempt.requested_at,
    created_at: attempt.requested_at,
    attempts: 1,
    sent_at: attempt.requested_at,
  };
  const activity = [
    line(failedAt, "failed", null, { state: "open", variants: failure.variantNumbers }, undefined, message),
  ];
  if (retriedAt && recovered)
    activity.push(line(retriedAt, "retried", "open", { state: "retrying", attempt: 1 }, staff));
  if (resolvedAt && recovered)
    activity.push(line(resolvedAt, "recovered", "retrying", { state: "recovered", attempt: 1 }));
  if (resolvedAt && !recovered) {
    activity.push(line(resolvedAt, "resolved", "open", { state: "resolved" }, staff, notes ?? undefined));
  }
  const fingerprint = {
    id,
    error_type: kind.errorType,
    ...fingerprintOf({ type: kind.errorType, message, stack }),
  };
  return { job, fingerprint, attempt, outbox, activity };
}
