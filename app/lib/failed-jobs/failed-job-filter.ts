import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { isUuid } from "~/lib/search-terms";
import { storableText } from "~/lib/storable-text";
import { timeZoneSchema } from "~/lib/time-zone";
import { failedJobStateSchema } from "./failed-job-states";
import { parseSearch } from "./search-query";

/** When a failure's song is needed, seen from today in the reader's zone. Each failure is in exactly one: "week" begins tomorrow. */
export const DUE = ["overdue", "today", "week", "later", "none"] as const;
export type Due = (typeof DUE)[number];

export const SNOOZED = ["hidden", "only", "all"] as const;

const search = storableText
  .trim()
  .max(200, says("search_too_long"))
  .default("")
  .superRefine((q, context) => {
    const { problems } = parseSearch(q);
    if (problems.length > 0)
      context.addIssue({ code: "custom", message: says("search"), params: { problems } });
  });

/**
 * Which failures: what the list, its facets, the error groups, a bulk selection and the export all take. A term of the
 * search (state:resolved) counts before the parameter of the same name.
 */
export const failedJobFilterShape = {
  /** Text and `key:value` terms: see search-query.ts. */
  q: search,
  state: z.enum([...failedJobStateSchema.options, "all"]).default("open"),
  /** As long as the facets name it: see job_type_shown() in the database. */
  job_type: storableText.max(1000).optional(),
  /** Of those that are registered; one that is gone finds nothing. */
  kind: storableText.max(100).optional(),
  fingerprint: storableText.max(100).optional(),
  assignee: z
    .string()
    .refine((who) => who === "me" || who === "nobody" || isUuid(who), says("assignee_malformed"))
    .optional(),
  due: z.enum(DUE).optional(),
  /** Absent: hidden among open failures, shown among all others. */
  snoozed: z.enum(SNOOZED).optional(),
  zone: timeZoneSchema.optional(),
};

export const failedJobFilterSchema = z.strictObject(failedJobFilterShape);
export type FailedJobFilter = z.infer<typeof failedJobFilterSchema>;

/** How many failures there are of one value of a facet. */
export interface FacetValue {
  /** A state, kind, job type, due or snoozed ("yes", "no"); of assignees an id, or "nobody". */
  value: string;
  /** The name of an assignee; null of everything else. */
  label: string | null;
  /** At most COUNTED_UP_TO + 1. */
  count: number;
  /** There are at least that many: it is shown as "1,000+". */
  more: boolean;
}

/** Each facet is counted over the filter without its own part. Values that nothing has are left out. */
export interface FailedJobFacets {
  state: FacetValue[];
  kind: FacetValue[];
  job_type: FacetValue[];
  assignee: FacetValue[];
  due: FacetValue[];
  snoozed: FacetValue[];
  /** True when there was too much to read: the figures, but for those of the states, are then of the newest failures. */
  at_least: boolean;
}
