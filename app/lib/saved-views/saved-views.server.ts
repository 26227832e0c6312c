import { z } from "zod";
import type { Staff } from "~/lib/auth/roles";
import { invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { parseSearch, type SearchKey } from "~/lib/failed-jobs/search-query";
import { maskText, seesPersonalData } from "~/lib/personal-data";
import { isUuid } from "~/lib/search-terms";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import {
  isAddressOf,
  type SavedView,
  type SavedViewChange,
  type SavedViewRequest,
  VIEWS_A_PERSON,
  type ViewList,
  viewListSchema,
} from "./saved-view-schemas";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), id: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["no_such_staff", "too_many", "name_taken", "not_found", "not_yours"]),
  }),
]);

function idOf(answer: z.infer<typeof answerSchema>): string {
  if (answer.ok) return answer.id;
  switch (answer.code) {
    case "name_taken":
      throw refusal("name_taken", {}, { fields: { name: say("name_taken.field") } });
    case "too_many":
      throw refusal("too_many_views", { limit: VIEWS_A_PERSON });
    case "not_yours":
      throw refusal("not_yours");
    case "no_such_staff":
    case "not_found":
      throw notFound("saved view");
  }
}

/** Keys of a search that name nobody. */
const IMPERSONAL: readonly SearchKey[] = ["order", "event", "run", "type", "job", "due", "state", "is"];

/** Whether a view says who somebody is: an address in its name, or a search for anything but ids and kinds. */
function namesSomebody({ name, query }: { name: string; query: string }): boolean {
  const { text, terms } = parseSearch(new URLSearchParams(query).get("q") ?? "");
  const looksForSomebody =
    (text !== "" && !isUuid(text)) || terms.some(({ key }) => !IMPERSONAL.includes(key));
  return looksForSomebody || maskText(name, null) !== name;
}

/**
 * One's own views of a list and those that are shared, by name. Who may not know who people are is not shown those that
 * others made of somebody.
 */
export async function listSavedViews(db: ServiceClient, staff: Staff, list: ViewList): Promise<SavedView[]> {
  const views = dataOf(
    await db
      .from("saved_views")
      .select("id, name, query, shared, created_at, owner, staff_members(full_name)")
      .eq("list", list)
      .or(`owner.eq.${staff.id},shared.eq.true`)
      .order("name")
      .order("id"),
    "list the saved views",
  );
  const open = seesPersonalData(staff.role)
    ? views
    : views.filter((view) => view.owner === staff.id || !namesSomebody(view));
  return open.map(({ owner, staff_members, ...view }) => ({
    ...view,
    owner: { id: owner, name: staff_members.full_name },
    editable: owner === staff.id || staff.role === "admin",
  }));
}

/**
 * Saves a view.
 *
 * @throws AppError 409 name_taken or too_many_views
 */
export async function createSavedView(
  db: ServiceClient,
  view: SavedViewRequest,
  by: { actorId: string; requestId: string },
): Promise<{ id: string }> {
  const answer = await db.rpc("create_saved_view", {
    p_actor: by.actorId,
    p_list: view.list,
    p_name: view.name,
    p_query: view.query,
    p_shared: view.shared,
    p_request_id: by.requestId,
  });
  return { id: idOf(answerOf(answer, answerSchema, "save the view")) };
}

/**
 * A view never comes to say what its list does not understand. Of which list it is never changes, so it may be asked first.
 *
 * @throws AppError 404; 422 invalid
 */
async function requireAddressOfItsList(db: ServiceClient, id: string, query: string): Promise<void> {
  const view = dataOf(
    await db.from("saved_views").select("list").eq("id", id).maybeSingle(),
    "look up the list of the view",
  );
  if (view === null) throw notFound("saved view");
  if (!isAddressOf({ list: viewListSchema.parse(view.list), query }))
    throw invalid({ query: say("not_of_this_list") });
}

/**
 * Renames a view, shares it or takes it back, or sets it to another query.
 *
 * @throws AppError 404; 403 not_yours; 409 name_taken; 422 for an address that its list does not take
 */
export async function changeSavedView(
  db: ServiceClient,
  id: string,
  { name, query, shared }: SavedViewChange,
  by: { actorId: string; requestId: string },
): Promise<{ id: string }> {
  if (query !== undefined) await requireAddressOfItsList(db, id, query);
  const answer = await db.rpc("change_saved_view", {
    p_id: id,
    p_actor: by.actorId,
    ...(name !== undefined && { p_name: name }),
    ...(query !== undefined && { p_query: query }),
    ...(shared !== undefined && { p_shared: shared }),
    p_request_id: by.requestId,
  });
  return { id: idOf(answerOf(answer, answerSchema, "change the view")) };
}

/**
 * Deletes a view.
 *
 * @throws AppError 404; 403 not_yours
 */
export async function deleteSavedView(
  db: ServiceClient,
  id: string,
  by: { actorId: string; requestId: string },
): Promise<{ id: string }> {
  const answer = await db.rpc("delete_saved_view", {
    p_id: id,
    p_actor: by.actorId,
    p_request_id: by.requestId,
  });
  return { id: idOf(answerOf(answer, answerSchema, "delete the view")) };
}
