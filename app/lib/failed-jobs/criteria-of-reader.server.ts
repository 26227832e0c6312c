import { refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import type { Reader } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { criteriaOf, type FailedJobCriteria } from "./failed-job-criteria.server";
import type { FailedJobFilter } from "./failed-job-filter";
import { parseSearch } from "./search-query";

/**
 * What a filter means for whoever asks: every list, count and file of failures goes through here. Somebody who sees masked
 * data finds what a whole value names; any other search would tell them, letter by letter, what the mask hides.
 *
 * @throws AppError 422 masked_search for a term that looks for a part of a text
 */
export async function criteriaOfReader(
  db: ServiceClient,
  filter: FailedJobFilter,
  reader: Reader,
): Promise<FailedJobCriteria> {
  if (!reader.masked) return criteriaOf(filter, reader.id);
  const { problems } = parseSearch(filter.q, true);
  if (problems.length > 0)
    throw refusal("masked_search", { problems }, { fields: { q: say("search", { problems }) } });
  const { address, text, ...criteria } = criteriaOf(filter, reader.id);
  const search = parseSearch(filter.q);
  const values = [
    search.text,
    ...search.terms.filter(({ key }) => key === "email").map(({ value }) => value),
  ];
  const named = await Promise.all(
    values
      .filter((value) => value !== "")
      .map(async (value) =>
        dataOf(await db.rpc("failed_jobs_named", { p_value: value }), "find what the search names"),
      ),
  );
  const [first, ...others] = named;
  if (!first) return criteria;
  return { ...criteria, ids: first.filter((id) => others.every((ids) => ids.includes(id))) };
}
