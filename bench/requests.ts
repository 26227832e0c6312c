import type postgres from "postgres";
import { daysFromNow, list } from "./addresses.ts";
import type { Visitor } from "./load-loop.ts";
import type { MeasuredRequest } from "./measured-request.ts";
import { orderListRequests } from "./order-requests.ts";
import { takeSamples } from "./samples.ts";
import { searches, searchesEverywhere } from "./search-requests.ts";
import { triageRequests } from "./triage-requests.ts";

const LIST_MS = 40;
const PAGE_MS = 30;
const OVERVIEW_MS = 150;

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
    select jsonb_build_array(${columns.join(", ")}) as at from ${table} where ${where}
    order by ${columns.map((column) => `${column} ${direction}`).join(", ")}
    offset (select (count(*) * 0.95)::int from ${table} where ${where}) limit 1`;
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
    await orders("newest first", {}, at("desk.order_summaries", created, "desc")),
    await orders(
      "by day needed",
      { sort: "needed_by", order: "asc" },
      at("desk.order_summaries", needed, "asc"),
    ),
    await orders(
      "complete, newest first",
      { status: "complete" },
      at("desk.order_summaries", created, "desc", "status = 'complete'"),
    ),
    await jobs("open by urgency", {}, at("public.failed_jobs", urgency, "asc", "state = 'open'")),
    await jobs(
      "resolved, newest first",
      { state: "resolved", sort: "newest" },
      at("public.failed_jobs", newest, "desc", "state = 'resolved'"),
    ),
    await jobs(
      "all, newest first",
      { state: "all", sort: "newest" },
      at("public.failed_jobs", newest, "desc"),
    ),
  ];
}

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
    ...orderListRequests(),
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
