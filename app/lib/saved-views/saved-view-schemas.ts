import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { orderListQuerySchema } from "~/lib/orders/order-schemas";
import { storableText } from "~/lib/storable-text";

/** One person may keep this many of each list. */
export const VIEWS_A_PERSON = 100;

export const viewListSchema = z.enum(["failed_jobs", "orders"]);
/** A list whose views can be saved. */
export type ViewList = z.infer<typeof viewListSchema>;

/** What the address of each list may say. */
const ADDRESSES: Record<ViewList, z.ZodType> = {
  failed_jobs: failedJobListQuerySchema,
  orders: orderListQuerySchema,
};
/** For which list a query is meant, when nobody says: the one that had views first. */
const list = viewListSchema.default("failed_jobs");

export const savedViewNameSchema = storableText
  .trim()
  .min(1, says("view_unnamed"))
  .max(80, says("view_name_too_long"));

/** The address of a list after its "?". A place in it is left out. */
const query = storableText.max(2000).transform((text) => {
  const search = new URLSearchParams(text);
  for (const place of ["cursor", "from", "limit"]) search.delete(place);
  return search.toString();
});

/** Whether a list accepts an address: a view that it does not take would show something else than was saved. */
export function isAddressOf(view: { list: ViewList; query: string }): boolean {
  return ADDRESSES[view.list].safeParse(Object.fromEntries(new URLSearchParams(view.query))).success;
}

/** The query of GET /resources/saved-views. */
export const savedViewListQuerySchema = z.strictObject({ list });

/** The body of POST /resources/saved-views. */
export const savedViewRequestSchema = z
  .strictObject({ list, name: savedViewNameSchema, query, shared: z.boolean().default(false) })
  .refine(isAddressOf, { path: ["query"], error: says("not_of_this_list") });
export type SavedViewRequest = z.infer<typeof savedViewRequestSchema>;

/** The body of POST /resources/saved-views/:id; what is left out stays as it is. A view stays one of its list. */
export const savedViewChangeSchema = z
  .strictObject({
    name: savedViewNameSchema.optional(),
    query: query.optional(),
    shared: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), says("nothing_to_change"));
export type SavedViewChange = z.infer<typeof savedViewChangeSchema>;

/** A view of a list that somebody saved: their own, or shared with everybody. */
export interface SavedView {
  id: string;
  name: string;
  /** What stands after the "?" of the list's address. */
  query: string;
  shared: boolean;
  owner: { id: string; name: string };
  /** Whether the one who asks may rename, share and delete it: the owner, and of shared ones an admin. */
  editable: boolean;
  created_at: string;
}
