import { z } from "zod";
import type { Reader } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { criteriaOfReader } from "./criteria-of-reader.server";
import type { ErrorGroup, ErrorGroupQuery } from "./error-group-schemas";

const groupSchema = z.object({
  fingerprint: z.string(),
  error_type: z.string(),
  title: z.string(),
  kind: z.string(),
  first_seen: z.string(),
  last_seen: z.string(),
  matching: z.number(),
  failures: z.number(),
  open: z.number(),
  customers: z.number(),
  per_day: z.array(z.number()),
  sample_id: z.string().nullable(),
});

/**
 * The groups of the failures that match a filter, those with the most of them first. With the desk's own filter (open,
 * not snoozed) also those that were seen in the last days and have none: what happened is read from counters then.
 *
 * @param reader who "me" is, and who may search for what
 */
export async function listErrorGroups(
  db: ServiceClient,
  { days, ...filter }: ErrorGroupQuery,
  reader: Reader,
): Promise<ErrorGroup[]> {
  const criteria = await criteriaOfReader(db, filter, reader);
  const groups = await db.rpc("list_error_groups", { p_days: days, p_filter: criteria });
  return z.array(groupSchema).parse(dataOf(groups, "list the error groups"));
}
