import { z } from "zod";
import { failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { storableText } from "~/lib/storable-text";

/** One person may keep this many. */
export const VIEWS_A_PERSON = 100;

const name = storableText
  .trim()
  .min(1, "Give the view a name.")
  .max(80, "A name may have at most 80 characters.");

/** The address of the list after its "?", which has to be one that the list accepts. A place in it is left out. */
const query = storableText
  .max(2000)
  .transform((text) => {
    const search = new URLSearchParams(text);
    for (const place of ["cursor", "from", "limit"]) search.delete(place);
    return search;
  })
  .refine(
    (search) => failedJobListQuerySchema.safeParse(Object.fromEntries(search)).success,
    "This is no address of the list of failed jobs.",
  )
  .transform((search) => search.toString());

/** The body of POST /resources/saved-views. */
export const savedViewRequestSchema = z.strictObject({ name, query, shared: z.boolean().default(false) });
export type SavedViewRequest = z.infer<typeof savedViewRequestSchema>;

/** The body of POST /resources/saved-views/:id; what is left out stays as it is. */
export const savedViewChangeSchema = z
  .strictObject({ name: name.optional(), query: query.optional(), shared: z.boolean().optional() })
  .refine((change) => Object.values(change).some((value) => value !== undefined), "Say what is to change.");
export type SavedViewChange = z.infer<typeof savedViewChangeSchema>;

/** A view of the list that somebody saved: their own, or shared with everybody. */
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
