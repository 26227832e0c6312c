import { daysFromNow, list } from "./addresses.ts";
import type { MeasuredRequest } from "./measured-request.ts";

const LIST_MS = 40;

type Query = Record<string, string>;

/** Without a filter, and by the status alone. */
const PLAIN: [name: string, query: Query][] = [
  ["newest first", {}],
  ["oldest first", { order: "asc" }],
  ["by day needed", { sort: "needed_by", order: "asc" }],
  ["by day needed, last first", { sort: "needed_by", order: "desc" }],
  ...["empty", "pending", "generating", "complete", "failed"].flatMap((status): [string, Query][] => [
    [`${status}, newest first`, { status }],
    [`${status}, by day needed`, { status, sort: "needed_by", order: "asc" }],
  ]),
  ["newest first, 200 a page", { limit: "200" }],
];

/** Christmas of last year: the day for which most songs of a year are ordered. */
const FEAST = `${new Date().getUTCFullYear() - 1}-12-24`;
/** A month that is over since a year: as far from either end of the list as what staff look up ever is. */
const LAST_YEAR = { from: daysFromNow(-395), to: daysFromNow(-365) };
const between = (what: "occasion" | "created", { from, to }: { from: string; to: string }): Query => ({
  [`${what}_from`]: from,
  [`${what}_to`]: to,
});

/** Every filter that the list offers, and those that are used together. */
const FILTERS: [name: string, query: Query][] = [
  ["any failed", { any_failed: "true" }],
  ["not complete and due today", { due_within: "0" }],
  ["not complete and due within 7 days", { due_within: "7" }],
  ["not complete and due within 30 days", { due_within: "30" }],
  ["complete but never played", { never_played: "true" }],
  ["occasion on a feast", between("occasion", { from: FEAST, to: FEAST })],
  ["occasion in a month a year ago", between("occasion", LAST_YEAR)],
  ["occasion in the last month", between("occasion", { from: daysFromNow(-40), to: daysFromNow(-10) })],
  ["occasion from today on", { occasion_from: daysFromNow(0) }],
  ["occasion until two years ago", { occasion_to: daysFromNow(-730) }],
  ["created on a day a year ago", between("created", { from: LAST_YEAR.to, to: LAST_YEAR.to })],
  ["created in a month a year ago", between("created", LAST_YEAR)],
  ["created in the last 7 days", { created_from: daysFromNow(-7) }],
  ["created until two years ago", { created_to: daysFromNow(-730) }],
  ["any failed, created in a month a year ago", { any_failed: "true", ...between("created", LAST_YEAR) }],
  ["complete, occasion in a month a year ago", { status: "complete", ...between("occasion", LAST_YEAR) }],
  [
    "never played, occasion in a month a year ago",
    { never_played: "true", ...between("occasion", LAST_YEAR) },
  ],
];

const SORTS: [name: string, query: Query][] = [
  ["newest first", { sort: "created_at", order: "desc" }],
  ["oldest first", { sort: "created_at", order: "asc" }],
  ["by day needed", { sort: "needed_by", order: "asc" }],
  ["by day needed, last first", { sort: "needed_by", order: "desc" }],
];

/** The list of orders: plain, and with every filter in every order. A filter's page is as long as the desk's. */
export function orderListRequests(): MeasuredRequest[] {
  const named = (name: string, query: Query): MeasuredRequest => ({
    name: `orders: ${name}`,
    targetMs: LIST_MS,
    paths: [list("orders", query)],
  });
  return [
    ...PLAIN.map(([name, query]) => named(name, query)),
    ...FILTERS.flatMap(([filter, query]) =>
      SORTS.map(([sort, order]) => named(`${filter}, ${sort}`, { ...query, ...order, limit: "100" })),
    ),
  ];
}
