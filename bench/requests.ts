import type postgres from "postgres";
import type { Visitor } from "./load-loop.ts";
import { triageRequests } from "./triage-requests.ts";

/** One thing that the desk asks for. */
export interface MeasuredRequest {
  name: string;
  /** What p95 is to stay below at a million orders, in ms, one at a time; null where nothing is promised. */
  targetMs: number | null;
  /** Addresses of the same kind: they are asked for in turn, so that not one row alone is warm. */
  paths: string[];
}

const LIST_MS = 40;
const SEARCH_MS = 60;
const PAGE_MS = 30;
const OVERVIEW_MS = 150;

/** Things out of the database that are asked for by name. */
interface Samples {
  orderIds: string[];
  emails: string[];
  failedJobIds: string[];
  openJobIds: string[];
  requestIds: string[];
  shareTokens: string[];
  customerIds: string[];
  names: string[];
}

const SAMPLES = 20;

async function takeSamples(sql: postgres.Sql): Promise<Samples> {
  const values = async (query: string) =>
    (await sql.unsafe<{ value: string }[]>(query)).map(({ value }) => value);
  // A sample by hash is the same each time and lies everywhere in the table.
  const some = (table: string, column: string, where = "true") =>
    values(`select ${column}::text as value from ${table} where ${where}
      order by md5(${table === "public.order_summaries" ? "order_id" : "id"}::text) limit ${SAMPLES}`);
  return {
    orderIds: await some("public.order_summaries", "order_id", "variant_count > 0"),
    emails: await some("public.order_summaries", "customer_email"),
    failedJobIds: await some("public.failed_jobs", "id", "state <> 'open'"),
    openJobIds: await some("public.failed_jobs", "id", "state = 'open'"),
    requestIds: await some(
      "public.failed_jobs",
      "substring(error_message from 'req_[0-9a-f]{10}')",
      "error_message ~ 'req_[0-9a-f]{10}'",
    ),
    shareTokens: await some("public.song_variants", "share_token", "generation_status = 'complete'"),
    customerIds: await some("public.users", "id"),
    names: await some("public.users", "full_name", "full_name is not null"),
  };
}

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** The address of a list; what is undefined is left out. */
function list(resource: "orders" | "failed-jobs", query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `/resources/${resource}${search && `?${search}`}`;
}

/**
 * The address of a page far down a list: the cursor of the first page, set to another row. A list's cursor says which
 * list it is of in words of its own, so it is taken from an answer and not made here.
 *
 * @param at a query for the row's values of the sort columns, as JSON writes them
 */
async function farPage(visitor: Visitor, sql: postgres.Sql, path: string, at: string): Promise<string> {
  const { next } = JSON.parse(await visitor.get(path)) as { next: string | null };
  if (next === null) return path;
  const cursor = JSON.parse(Buffer.from(next, "base64url").toString("utf8")) as Record<string, unknown>;
  const [row] = await sql.unsafe<{ at: string[] }[]>(at);
  if (!row) throw new Error(`there is no row far down ${path}`);
  const moved = Buffer.from(JSON.stringify({ ...cursor, at: row.at })).toString("base64url");
  return `${path}${path.includes("?") ? "&" : "?"}cursor=${moved}`;
}

async function farPages(visitor: Visitor, sql: postgres.Sql): Promise<MeasuredRequest[]> {
  const at = (table: string, columns: string[], direction: string, where = "true") => `
    select jsonb_build_array(${columns.join(", ")}) as at from public.${table} where ${where}
    order by ${columns.map((column) => `${column} ${direction}`).join(", ")}
    offset (select (count(*) * 0.95)::int from public.${table} where ${where}) limit 1`;
  const orders = async (name: string, query: Record<string, string>, query2: string) => ({
    name: `orders: far page, ${name}`,
    targetMs: LIST_MS,
    paths: [await farPage(visitor, sql, list("orders", query), query2)],
  });
  const jobs = async (name: string, query: Record<string, string>, query2: string) => ({
    name: `failed jobs: far page, ${name}`,
    targetMs: LIST_MS,
    paths: [await farPage(visitor, sql, list("failed-jobs", query), query2)],
  });
  const needed = ["needed_by", "order_id"];
  const created = ["created_at", "order_id"];
  const urgency = ["needed_by", "failed_at", "id"];
  const newest = ["last_failed_at", "id"];
  return [
    await orders("newest first", {}, at("order_summaries", created, "desc")),
    await orders("by day needed", { sort: "needed_by", order: "asc" }, at("order_summaries", needed, "asc")),
    await orders(
      "complete, newest first",
      { status: "complete" },
      at("order_summaries", created, "desc", "status = 'complete'"),
    ),
    await jobs("open by urgency", {}, at("failed_jobs", urgency, "asc", "state = 'open'")),
    await jobs(
      "resolved, newest first",
      { state: "resolved", sort: "newest" },
      at("failed_jobs", newest, "desc", "state = 'resolved'"),
    ),
    await jobs("all, newest first", { state: "all", sort: "newest" }, at("failed_jobs", newest, "desc")),
  ];
}

const ORDER_LISTS: [name: string, query: Record<string, string>][] = [
  ["newest first", {}],
  ["oldest first", { order: "asc" }],
  ["by day needed", { sort: "needed_by", order: "asc" }],
  ["by day needed, last first", { sort: "needed_by", order: "desc" }],
  ...["empty", "pending", "generating", "complete", "failed"].flatMap(
    (status): [string, Record<string, string>][] => [
      [`${status}, newest first`, { status }],
      [`${status}, by day needed`, { status, sort: "needed_by", order: "asc" }],
    ],
  ),
  ["newest first, 200 a page", { limit: "200" }],
  ["any failed, newest first", { any_failed: "true" }],
  ["due within 7 days, by day needed", { due_within: "7", sort: "needed_by", order: "asc" }],
  ["due within 7 days, newest first", { due_within: "7" }],
  ["never played, newest first", { never_played: "true" }],
  ["never played, by day needed", { never_played: "true", sort: "needed_by", order: "asc" }],
  ["an occasion's day, newest first", { occasion_from: daysFromNow(-30), occasion_to: daysFromNow(-30) }],
  ["occasions of a month, newest first", { occasion_from: daysFromNow(-40), occasion_to: daysFromNow(-10) }],
  [
    "ordered in a month, by day needed",
    { created_from: daysFromNow(-60), created_to: daysFromNow(-30), sort: "needed_by", order: "asc" },
  ],
];

/** The last page, and a page from a day on, of lists that are sorted each way. */
const PLACES: [name: string, resource: "orders" | "failed-jobs", query: Record<string, string>][] = [
  ["orders: last page, newest first", "orders", { cursor: "last" }],
  ["orders: last page, by day needed", "orders", { sort: "needed_by", order: "asc", cursor: "last" }],
  ["orders: from a day on, newest first", "orders", { from: daysFromNow(-200) }],
  [
    "orders: from a day on, by day needed",
    "orders",
    { sort: "needed_by", order: "asc", from: daysFromNow(-100) },
  ],
  ["failed jobs: last page, open by urgency", "failed-jobs", { cursor: "last" }],
  ["failed jobs: from a day on, open by urgency", "failed-jobs", { from: daysFromNow(5) }],
  [
    "failed jobs: from a day on, all, newest first",
    "failed-jobs",
    { state: "all", sort: "newest", from: daysFromNow(-200) },
  ],
];

const JOB_LISTS: [name: string, query: Record<string, string>][] = [
  "open",
  "retrying",
  "resolved",
  "recovered",
  "all",
].flatMap((state) =>
  ["urgency", "newest", "oldest"].map((sort): [string, Record<string, string>] => [
    `${state}, by ${sort}`,
    { state, sort },
  ]),
);

function searches({ orderIds, emails, requestIds }: Samples): MeasuredRequest[] {
  const named = (name: string, resource: "orders" | "failed-jobs", queries: Record<string, string>[]) => ({
    name: `${resource.replace("-", " ")}: ${name}`,
    targetMs: SEARCH_MS,
    paths: queries.map((query) => list(resource, query)),
  });
  const local = emails.map((email) => email.split("@")[0] ?? email);
  const q = (terms: string[], rest: Record<string, string> = {}) =>
    terms.map((term) => ({ q: term, ...rest }));
  const needed = { sort: "needed_by", order: "asc" };
  return [
    named("search, whole e-mail", "orders", q(emails)),
    named("search, part of an e-mail", "orders", q(local.map((name) => name.replace(/^[a-z]+\./, "")))),
    named("search, a last name", "orders", q(["garcia", "schmidt", "tanaka", "rossi"])),
    named("search, a domain", "orders", q(["example.com", "mail.example"])),
    named("search, a domain, by day needed", "orders", q(["example.com", "mail.example"], needed)),
    named("search, e-mail, failed ones", "orders", q(emails, { status: "failed" })),
    named("search, a last name, failed ones", "orders", q(["garcia", "schmidt"], { status: "failed" })),
    named("search, two letters", "orders", q(["zo", "xa", "qu"])),
    named("search, nobody", "orders", q(["nobody.at.all@nowhere", "zzqx"])),
    named("search, order id", "orders", q(orderIds)),
    named("search, a request's id", "failed-jobs", q(requestIds, { state: "all" })),
    named("search, whole e-mail", "failed-jobs", q(emails, { state: "all" })),
    named("search, order id", "failed-jobs", q(orderIds, { state: "all" })),
    named("search, common error, open", "failed-jobs", q(["429 too many requests", "timeout"])),
    named("search, common error, all", "failed-jobs", q(["429 too many", "timeout"], { state: "all" })),
    named(
      "search, common error, all, newest",
      "failed-jobs",
      q(["timeout"], { state: "all", sort: "newest" }),
    ),
    named("search, rare error, open", "failed-jobs", q(["is silent for 17 s", "mixdown wrote"])),
    named(
      "search, rare error, all",
      "failed-jobs",
      q(["is silent for 17 s", "mixdown wrote 33"], { state: "all" }),
    ),
    named("search, two letters, open", "failed-jobs", q(["zo", "xa"])),
    named("search, nothing", "failed-jobs", q(["no such error", "zzqx"], { state: "all" })),
  ];
}

/** The search for everything, as it is typed and pasted. */
function searchesEverywhere({
  orderIds,
  emails,
  failedJobIds,
  shareTokens,
  names,
}: Samples): MeasuredRequest[] {
  const typed = (name: string, queries: string[]) => ({
    name: `search everywhere: ${name}`,
    targetMs: SEARCH_MS,
    paths: queries.map((q) => `/resources/search?${new URLSearchParams({ q })}`),
  });
  return [
    typed("whole e-mail", emails),
    typed(
      "an e-mail's beginning",
      emails.map((email) => email.slice(0, 5)),
    ),
    typed("whole name", names),
    typed("three letters", ["gar", "ann", "sch", "zyx"]),
    typed("a last name", ["garcia", "schmidt", "tanaka", "rossi"]),
    typed("in everybody's address", ["example.com", "mail.exa"]),
    typed("nobody", ["nobody at all", "zzqx"]),
    typed("order id", orderIds),
    typed(
      "an order id's beginning",
      orderIds.map((id) => id.slice(0, 8)),
    ),
    typed("failed job id", failedJobIds),
    typed(
      "share link",
      shareTokens.map((token) => `https://songs.example.com/share/${token}`),
    ),
    typed("an event's id", ["generation:0b9d5a52-6c35-4c39-9d3f-2f6f4c0f7a11", "shop:order-1:paid"]),
  ];
}

/**
 * Everything that the desk reads, and the page of a shared song. What the desk learns to ask for is added here.
 *
 * @param visitor signed in as staff
 * @param sql the database behind it, to take the names of things from
 */
export async function measuredRequests(visitor: Visitor, sql: postgres.Sql): Promise<MeasuredRequest[]> {
  const samples = await takeSamples(sql);
  const page = (name: string, paths: string[], targetMs: number | null = PAGE_MS) => ({
    name,
    targetMs,
    paths,
  });
  return [
    ...ORDER_LISTS.map(([name, query]) => page(`orders: ${name}`, [list("orders", query)], LIST_MS)),
    ...JOB_LISTS.map(([name, query]) => page(`failed jobs: ${name}`, [list("failed-jobs", query)], LIST_MS)),
    ...PLACES.map(([name, resource, query]) => page(name, [list(resource, query)], LIST_MS)),
    ...(await farPages(visitor, sql)),
    ...searches(samples),
    ...searchesEverywhere(samples),
    page(
      "one customer",
      samples.customerIds.map((id) => `/resources/customers/${id}`),
    ),
    page(
      "one order",
      samples.orderIds.map((id) => `/resources/orders/${id}`),
    ),
    page(
      "one failed job, open",
      samples.openJobIds.map((id) => `/resources/failed-jobs/${id}`),
    ),
    page(
      "one failed job, closed",
      samples.failedJobIds.map((id) => `/resources/failed-jobs/${id}`),
    ),
    page("failed jobs: how many, for the navigation", [list("failed-jobs", { limit: "1" })], LIST_MS),
    ...triageRequests(),
    ...["24h", "7d", "30d"].map((range) =>
      page(
        `overview of the last ${range}`,
        [`/resources/overview?range=${range}&today=${daysFromNow(0)}&zone=Europe%2FBerlin`],
        OVERVIEW_MS,
      ),
    ),
    page("what has changed, for those without a stream", ["/resources/live/changes"], LIST_MS),
    page("outbox", ["/resources/outbox", "/resources/outbox?state=failing"], LIST_MS),
    page("who is signed in", ["/resources/session"], null),
    page(
      "a shared song",
      samples.shareTokens.map((token) => `/share/${token}`),
      null,
    ),
  ];
}

/** How many rows an answer has: 1 for what is no list. */
export function rowsIn(answer: string): number {
  try {
    const { rows, groups } = JSON.parse(answer) as { rows?: unknown[]; groups?: unknown[] };
    return (rows ?? groups)?.length ?? 1;
  } catch {
    return 1;
  }
}
