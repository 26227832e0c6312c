import { isAddress, isUuid } from "~/lib/search-terms";
import type { Json } from "~/lib/supabase/database.types";
import { zoneOfDays } from "~/lib/zone-of-days.server";
import type { FailedJobFilter } from "./failed-job-filter";
import { parseSearch, type SearchTerm } from "./search-query";

/** A filter as the SQL function failed_job_where() takes it. */
export type FailedJobCriteria = { [key: string]: Json };

/** Characters of a uuid's text that hold its first 48 bits: two groups and the dash between them. */
const UUID_48_BITS = 13;

/** What the text of a search looks for: a customer by the whole address, an id by its first 48 bits, else the text. */
function textCriteria(text: string): FailedJobCriteria {
  if (text === "") return {};
  if (isAddress(text)) return { address: text };
  // No two ids share them in practice, and a trigram index answers the slower the more it is asked for.
  return { text: isUuid(text) ? text.slice(0, UUID_48_BITS) : text };
}

/** An order by its id, or by the beginning of one: from the first id that begins so to the last. */
function orderCriteria(value: string): FailedJobCriteria {
  if (isUuid(value)) return { order_id: value.toLowerCase() };
  const digits = value.replaceAll("-", "").toLowerCase();
  const filled = (filler: string) =>
    digits.padEnd(32, filler).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  return { order_range: [filled("0"), filled("f")] };
}

function assigneeCriteria(value: string, staffId: string): FailedJobCriteria {
  if (value === "me") return { assignee: staffId };
  return value.includes("@") ? { assignee_email: value } : { assignee: value };
}

/** What the event's data may contain so that `path=value` is true of it: a text, a number, or a list that has it. */
function payloadAlternatives(path: string, value: string): Json[] {
  const values: Json[] = [value];
  if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(value)) values.push(JSON.parse(value) as Json);
  const places = path.replace(/^data\./, "").split(".");
  return [...values, ...values.map((one) => [one])].map((inner) =>
    places.reduceRight<Json>((nested, place) => Object.fromEntries([[place, nested]]), inner),
  );
}

function payloadCriteria(values: string[]): FailedJobCriteria {
  const pairs = values.filter((value) => value.includes("="));
  const texts = values.filter((value) => !value.includes("="));
  return {
    ...(texts.length > 0 && { payload_texts: texts }),
    ...(pairs.length > 0 && {
      payload: pairs.map((pair) => {
        const at = pair.indexOf("=");
        return payloadAlternatives(pair.slice(0, at), pair.slice(at + 1));
      }),
    }),
  };
}

/** What the terms of a search say, beside state, due, assignee, kind and snoozed. */
function termCriteria(terms: SearchTerm[]): FailedJobCriteria {
  const all = (key: SearchTerm["key"]) => terms.filter((term) => term.key === key).map(({ value }) => value);
  const one = (key: SearchTerm["key"]) => all(key)[0];
  const [email, order, event, run, type] = [
    one("email"),
    one("order"),
    one("event"),
    one("run"),
    one("type"),
  ];
  return {
    ...(email !== undefined && { address: email }),
    ...(order !== undefined && orderCriteria(order)),
    ...(event !== undefined && { event }),
    ...(run !== undefined && { run }),
    ...(type !== undefined && { type }),
    ...(all("error").length > 0 && { errors: all("error") }),
    ...payloadCriteria(all("payload")),
  };
}

/**
 * What a filter means, for the database. A term of the search counts before the parameter of the same name, so that
 * state:resolved finds resolved failures in a list that shows open ones by default.
 *
 * @param staffId who "me" is
 */
export function criteriaOf(filter: FailedJobFilter, staffId: string): FailedJobCriteria {
  const { text, terms } = parseSearch(filter.q);
  const termOf = (key: SearchTerm["key"]) => terms.find((term) => term.key === key)?.value;
  const snoozed = termOf("is") === "snoozed" ? "only" : filter.snoozed;
  const state = termOf("state") ?? filter.state;
  const shown = snoozed ?? (state === "open" ? "hidden" : undefined);
  const assignee = termOf("assignee") ?? filter.assignee;
  const due = termOf("due") ?? filter.due;
  const jobType = termOf("job") ?? filter.job_type;
  const kind = termOf("kind") ?? filter.kind;
  const searched = termCriteria(terms);
  const free = textCriteria(text);
  return {
    // Beside email:, an address is a text like any other.
    ...("address" in searched && "address" in free ? { text } : free),
    ...searched,
    ...(state !== "all" && { state }),
    ...(shown !== undefined && { snoozed: shown }),
    ...(jobType !== undefined && { job_type: jobType }),
    ...(kind !== undefined && { kind }),
    ...(filter.fingerprint !== undefined && { fingerprint: filter.fingerprint }),
    ...(assignee !== undefined && assigneeCriteria(assignee, staffId)),
    ...(due !== undefined && { due }),
    zone: zoneOfDays(filter.zone),
  };
}
