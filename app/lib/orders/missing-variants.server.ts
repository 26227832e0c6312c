import { z } from "zod";
import type { StaffRole } from "~/lib/auth/roles";
import { AppError } from "~/lib/errors";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { zoneOfDays } from "~/lib/zone-of-days.server";
import type { MissingVariantsPreview, MissingVariantsRequest, OrderSelection } from "./generation-schemas";

const REASONS: Record<string, string> = {
  nothing_missing: "Every variant is there already.",
  already_generating: "It is being generated already.",
  not_paid: "The order is not paid for.",
  erased: "The customer's data was erased.",
  has_open_failure: "A failure of it is open: retry or resolve that first.",
};

/** Why an order is left out, in a sentence. */
export function missingVariantsSkipReason(code: string): string {
  return REASONS[code] ?? `Refused (${code}).`;
}

const previewAnswer = z.object({
  total: z.number(),
  eligible: z.number(),
  variants: z.number(),
  skipped: z.record(z.string(), z.number()),
});

const createAnswer = z.union([
  z.object({ ok: z.literal(true), id: z.string(), total: z.number(), event_id: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["reason_required", "nothing_selected", "over_the_limit"]),
    total: z.number().optional(),
    limit: z.number().optional(),
  }),
]);

/** A selection as SQL reads it: what is empty says nothing, and "today" is that of who confirms it. */
function selectionJson(selection: OrderSelection) {
  const zoned =
    "filter" in selection
      ? { filter: { ...selection.filter, zone: zoneOfDays(selection.filter.zone) } }
      : selection;
  return z.json().parse(JSON.parse(JSON.stringify(zoned)));
}

/**
 * Says what generating the missing variants would do, without doing it.
 *
 * @param role whose limit applies
 * @param centsPerVariant what one song costs; undefined when the environment names no price
 */
export async function previewMissingVariants(
  db: ServiceClient,
  selection: OrderSelection,
  role: StaffRole,
  centsPerVariant: number | undefined,
): Promise<MissingVariantsPreview> {
  const [preview, limit] = await Promise.all([
    db.rpc("preview_missing_variants", { p_selection: selectionJson(selection) }),
    db.rpc("bulk_limit", { p_role: role }),
  ]);
  const { skipped, ...answer } = answerOf(preview, previewAnswer, "preview the missing variants");
  return {
    ...answer,
    skipped: Object.entries(skipped).map(([code, count]) => ({
      code,
      count,
      reason: missingVariantsSkipReason(code),
    })),
    estimated_cost_cents: centsPerVariant === undefined ? null : answer.variants * centsPerVariant,
    limit: dataOf(limit, "read the limit"),
  };
}

/**
 * Confirms: the orders that are selected at this moment are frozen, and the worker of bulk operations goes through
 * them, each with one event and one line in the record.
 *
 * @throws AppError 422 nothing_selected; 403 over_the_limit with the role's limit
 */
export async function startMissingVariants(
  db: ServiceClient,
  send: SendEvents,
  request: MissingVariantsRequest,
  by: { actorId: string; requestId: string },
): Promise<{ id: string; total: number; delivery: "sent" | "queued" }> {
  const answer = answerOf(
    await db.rpc("create_missing_variants_operation", {
      p_selection: selectionJson(request.selection),
      p_reason: request.reason,
      p_actor: by.actorId,
      ...(request.per_minute !== undefined && { p_per_minute: request.per_minute }),
      p_request_id: by.requestId,
    }),
    createAnswer,
    "start generating what is missing",
  );
  if (answer.ok) {
    return { id: answer.id, total: answer.total, delivery: await relayNow(db, send, answer.event_id) };
  }
  switch (answer.code) {
    case "nothing_selected":
      throw new AppError("nothing_selected", 422, "No order matches any more, so nothing was started.");
    case "over_the_limit":
      throw new AppError(
        "over_the_limit",
        403,
        `These are ${answer.total} orders at once; your role may act on ${answer.limit}. Nothing was started. Narrow the filter, or ask an admin.`,
        { details: { total: answer.total, limit: answer.limit } },
      );
    case "reason_required":
      throw new AppError("invalid", 422, "Some fields are not right.", {
        fields: { reason: "Say why they are generated." },
      });
  }
}
