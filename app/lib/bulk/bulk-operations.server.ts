import { z } from "zod";
import type { StaffRole } from "~/lib/auth/roles";
import { invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { criteriaOf } from "~/lib/failed-jobs/failed-job-criteria.server";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { zoneOfDays } from "~/lib/zone-of-days.server";
import type { BulkOperation, BulkPreview, BulkPreviewRequest, BulkRequest } from "./bulk-schemas";
import { skipReason } from "./skip-reasons";

const previewAnswer = z.object({
  total: z.number(),
  eligible: z.number(),
  variants: z.number(),
  already_complete: z.number().default(0),
  skipped: z.record(z.string(), z.number()),
  needed_by: z.record(z.string(), z.number()).default({}),
});

const createAnswer = z.union([
  z.object({ ok: z.literal(true), id: z.string(), total: z.number(), event_id: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["note_required", "nothing_selected", "over_the_limit"]),
    total: z.number().optional(),
    limit: z.number().optional(),
  }),
]);

const stateAnswer = z.union([
  z.object({ ok: z.literal(true), state: z.string(), event_id: z.string().nullable() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["not_found", "not_from_here"]),
    state: z.string().optional(),
  }),
]);

const COLUMNS =
  "id, kind, state, total, done_count, skipped_count, per_minute, params, created_at, ended_at, staff_members(full_name)";

const paramsSchema = z.object({ note: z.string().default("") });

/** What JSON keeps of a filter: what is absent says nothing. */
const jsonOf = (filter: object) => z.json().parse(JSON.parse(JSON.stringify(filter)));

/** A selection as the database takes it: a filter as its criteria, with the filter itself beside them for the record. */
function selectionOf(request: BulkPreviewRequest, staffId: string) {
  if (!("filter" in request.selection)) return request.selection;
  const { filter } = request.selection;
  const criteria =
    request.kind === "generate"
      ? jsonOf({ ...filter, zone: zoneOfDays(filter.zone) })
      : criteriaOf(request.selection.filter, staffId);
  return { filter: criteria, as_seen: jsonOf(filter) };
}

/**
 * Says what a bulk action would do, without doing it.
 *
 * @param staff whose limit applies, and who "me" is in a filter
 * @param centsPerVariant what one song costs; undefined when the environment names no price
 */
export async function previewBulk(
  db: ServiceClient,
  request: BulkPreviewRequest,
  staff: { id: string; role: StaffRole },
  centsPerVariant: number | undefined,
): Promise<BulkPreview> {
  const [preview, limit] = await Promise.all([
    db.rpc("preview_bulk", { p_kind: request.kind, p_selection: selectionOf(request, staff.id) }),
    db.rpc("bulk_limit", { p_role: staff.role }),
  ]);
  const { skipped, ...answer } = answerOf(preview, previewAnswer, "preview the bulk action");
  return {
    ...answer,
    skipped: Object.entries(skipped).map(([code, count]) => ({ code, count, reason: skipReason(code) })),
    estimated_cost_cents: centsPerVariant === undefined ? null : answer.variants * centsPerVariant,
    limit: dataOf(limit, "read the limit"),
  };
}

/**
 * Confirms a bulk action: what is selected at this moment is frozen, and a worker goes through it.
 *
 * @throws AppError 422 nothing_selected; 403 over_the_limit with the role's limit
 */
export async function startBulk(
  db: ServiceClient,
  send: SendEvents,
  request: BulkRequest,
  by: { actorId: string; requestId: string },
): Promise<{ id: string; total: number; delivery: "sent" | "queued" }> {
  const { kind, selection: _selection, per_minute, ...params } = request;
  const answer = answerOf(
    await db.rpc("create_bulk_operation", {
      p_kind: kind,
      p_selection: selectionOf(request, by.actorId),
      p_params: params,
      p_actor: by.actorId,
      ...(per_minute !== undefined && { p_per_minute: per_minute }),
      p_request_id: by.requestId,
    }),
    createAnswer,
    "start the bulk action",
  );
  if (answer.ok) {
    return { id: answer.id, total: answer.total, delivery: await relayNow(db, send, answer.event_id) };
  }
  switch (answer.code) {
    case "nothing_selected":
      throw refusal("nothing_selected");
    case "over_the_limit":
      throw refusal("over_the_limit", { total: answer.total, limit: answer.limit });
    case "note_required":
      throw invalid({ note: say("note_missing.bulk") });
  }
}

type Row = Omit<BulkOperation, "note" | "created_by"> & {
  params: unknown;
  staff_members: { full_name: string } | null;
};

function toOperation({ params, staff_members, ...row }: Row): BulkOperation {
  return { ...row, note: paramsSchema.parse(params).note, created_by: staff_members?.full_name ?? null };
}

/** The latest bulk operations, the newest first. */
export async function listBulkOperations(db: ServiceClient, limit = 50): Promise<BulkOperation[]> {
  const rows = dataOf(
    await db.from("bulk_operations").select(COLUMNS).order("created_at", { ascending: false }).limit(limit),
    "list bulk operations",
  );
  return rows.map(toOperation);
}

/** The bulk operations that have not ended, the oldest first. */
export async function listBulkUnderWay(db: ServiceClient, limit = 20): Promise<BulkOperation[]> {
  const rows = dataOf(
    await db
      .from("bulk_operations")
      .select(COLUMNS)
      .in("state", ["running", "paused"])
      .order("created_at")
      .limit(limit),
    "list the bulk operations under way",
  );
  return rows.map(toOperation);
}

/**
 * One bulk operation.
 *
 * @throws AppError 404 when there is none
 */
export async function getBulkOperation(db: ServiceClient, id: string): Promise<BulkOperation> {
  const row = dataOf(await db.from("bulk_operations").select(COLUMNS).eq("id", id).maybeSingle(), "read it");
  if (!row) throw notFound("bulk operation");
  return toOperation(row);
}

/**
 * Pauses, resumes or aborts. What has been done stays done.
 *
 * @throws AppError 404; 409 when it has ended or is in that state already
 */
export async function setBulkState(
  db: ServiceClient,
  send: SendEvents,
  input: { id: string; state: "running" | "paused" | "aborted"; actorId: string; requestId: string },
): Promise<BulkOperation> {
  const answer = answerOf(
    await db.rpc("set_bulk_state", {
      p_operation_id: input.id,
      p_state: input.state,
      p_actor: input.actorId,
      p_request_id: input.requestId,
    }),
    stateAnswer,
    "change the bulk operation",
  );
  if (!answer.ok) {
    if (answer.code === "not_found") throw notFound("bulk operation");
    throw refusal("not_from_here", { state: answer.state });
  }
  if (answer.event_id) await relayNow(db, send, answer.event_id);
  return getBulkOperation(db, input.id);
}
