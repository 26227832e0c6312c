import { z } from "zod";
import type { Reader } from "~/lib/personal-data";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { criteriaOfReader } from "./criteria-of-reader.server";
import type { FailedJobFacets, FailedJobFilter } from "./failed-job-filter";
import { COUNTED_UP_TO } from "./failed-job-schemas";

const values = z.array(
  z.object({ value: z.string(), label: z.string().nullable(), count: z.number(), more: z.boolean() }),
);
const facetsSchema = z.object({
  state: values,
  kind: values,
  job_type: values,
  assignee: values,
  due: values,
  snoozed: values,
  at_least: z.boolean(),
});

/**
 * How many failures there are of each value of each facet, over the filter without that facet's own part.
 *
 * @param reader who "me" is, and who may search for what
 */
export async function failedJobFacets(
  db: ServiceClient,
  filter: FailedJobFilter,
  reader: Reader,
): Promise<FailedJobFacets> {
  return answerOf(
    await db.rpc("failed_job_facets", {
      p_filter: await criteriaOfReader(db, filter, reader),
      p_at_most: COUNTED_UP_TO + 1,
    }),
    facetsSchema,
    "count the facets",
  );
}
