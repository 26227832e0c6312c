const LIST_MS = 40;
const SEARCH_MS = 60;
const GROUPS_MS = 150;

/** What a filter says, by name: those of the desk's facets, each alone and some together. */
const FILTERS: [name: string, query: Record<string, string>][] = [
  ["open, one kind", { kind: "rate_limited" }],
  ["open, a kind that is rare", { kind: "unknown" }],
  ["open, nobody's", { assignee: "nobody" }],
  ["open, due this week, one kind", { due: "week", kind: "provider_timeout" }],
  ["open, snoozed only", { snoozed: "only" }],
  ["resolved, one kind", { state: "resolved", kind: "bad_audio" }],
  ["resolved, a kind that is rare", { state: "resolved", kind: "unknown" }],
  ["all, overdue, one kind", { state: "all", due: "overdue", kind: "storage_refused" }],
];

/** The terms of a search, each among open failures and one among all. */
const TERMS: [name: string, query: Record<string, string>][] = [
  ["type and error", { q: 'type:RateLimited error:"try again"' }],
  ["payload, a value that is common", { q: "payload:variant_numbers=2" }],
  ["payload, a value that is common, resolved", { q: "payload:variant_numbers=2", state: "resolved" }],
  ["due and state", { q: "due:today state:all" }],
];

const address = (resource: string, query: Record<string, string>) =>
  `/resources/${resource}?${new URLSearchParams(query)}`;

/** What the triage desk asks for: filtered lists, their facets, and error groups of a filter. */
export function triageRequests() {
  const named = (name: string, targetMs: number, ...paths: string[]) => ({ name, targetMs, paths });
  return [
    ...FILTERS.map(([name, query]) =>
      named(`failed jobs: filtered, ${name}`, LIST_MS, address("failed-jobs", query)),
    ),
    ...FILTERS.map(([name, query]) =>
      named(`facets: ${name}`, LIST_MS, address("failed-jobs/facets", query)),
    ),
    ...["open", "resolved", "all"].map((state) =>
      named(`facets: ${state}`, LIST_MS, address("failed-jobs/facets", { state })),
    ),
    named("facets: open, a common text", SEARCH_MS, address("failed-jobs/facets", { q: "timeout" })),
    ...TERMS.map(([name, query]) =>
      named(`failed jobs: terms, ${name}`, SEARCH_MS, address("failed-jobs", query)),
    ),
    named("error groups of the last 7 days", GROUPS_MS, "/resources/error-groups"),
    named("error groups of a filter, open", GROUPS_MS, address("error-groups", { kind: "rate_limited" })),
    named(
      "error groups of a filter, all",
      GROUPS_MS,
      address("error-groups", { state: "all", kind: "bad_audio" }),
    ),
    named("error groups of the last 90 days", GROUPS_MS, address("error-groups", { days: "90" })),
    named("saved views", LIST_MS, "/resources/saved-views", "/resources/saved-views?list=orders"),
  ];
}
