import { beforeAll, describe, expect, test } from "vitest";
import { sentenceOfIssue } from "../../app/lib/errors/issues.ts";
import { failedJobFacets } from "../../app/lib/failed-jobs/facets.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { failedJobListQuerySchema } from "../../app/lib/failed-jobs/failed-job-schemas.ts";
import { listFailedJobs } from "../../app/lib/failed-jobs/list-failed-jobs.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { getOverview } from "../../app/lib/overview/get-overview.server.ts";
import { makeCustomer, makeOrder, recordFailure, requestEvent } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";
import { listedIds, makeTriageFailures, type TriageFailures } from "./triage-failures.ts";

const { db, sql } = connectDesk(sharedStack());
let failures: TriageFailures;
beforeAll(async () => {
  failures = await makeTriageFailures(db, sql);
});

type Query = Record<string, unknown>;
const list = (query: Query) =>
  listFailedJobs(db, failedJobListQuerySchema.parse(query), { id: failures.ana.id, masked: false });
const idsOf = (query: Query) => listedIds(db, query, failures.ana.id);

describe("a filter finds what SQL says", () => {
  const truth = async (condition: string) =>
    (
      await sql.unsafe<{ id: string }[]>(`select id from public.failed_jobs
        where search_text like '%${failures.tag}%' and (${condition}) order by needed_by, failed_at, id`)
    ).map(({ id }) => id);
  const today = "(now() at time zone 'utc')::date";
  const inSight = `(snoozed_until is null or snoozed_until <= now() or needed_by <= ${today})`;
  const shown = `state = 'open' and ${inSight}`;

  test.each<[Query, string]>([
    [{}, shown],
    [{ snoozed: "all" }, "state = 'open'"],
    [{ snoozed: "only" }, "state = 'open' and snoozed_until > now()"],
    [{ state: "all" }, "true"],
    [{ state: "all", snoozed: "hidden" }, inSight],
    [{ state: "resolved" }, "state = 'resolved'"],
    [{ state: "all", due: "overdue" }, `needed_by < ${today}`],
    [{ state: "all", due: "today" }, `needed_by = ${today}`],
    [{ state: "all", due: "week" }, `needed_by > ${today} and needed_by <= ${today} + 7`],
    [{ state: "all", due: "later" }, `needed_by > ${today} + 7 and needed_by <> 'infinity'`],
    [{ state: "all", due: "none" }, "needed_by = 'infinity'"],
    [{ state: "all", kind: "rate_limited" }, "error_type = 'RateLimited'"],
    [{ state: "all", q: "kind:rate_limited" }, "error_type = 'RateLimited'"],
    [{ state: "all", job_type: "share_mail" }, "job_type = 'share_mail'"],
    [{ state: "all", assignee: "nobody" }, "assignee is null"],
  ])("%j", async (query, condition) => {
    const expected = await truth(condition);
    expect(expected.length).toBeGreaterThan(0);
    const q = [failures.tag, query.q].filter(Boolean).join(" ");
    expect(await idsOf({ ...query, q })).toEqual(expected);
  });

  test.each([
    ["type:ratelimited", "error_type = 'RateLimited'"],
    ['error:"took 60"', "error_message = 'took 60 s'"],
    ["error:100% error:odd_thing", "error_type = 'Error'"],
    ["payload:customization.genre=jazz", "event_data -> 'data' -> 'customization' ->> 'genre' = 'jazz'"],
    ["payload:data.variant_numbers=2", "event_data -> 'data' -> 'variant_numbers' = '[2]'"],
    ["payload:customization.tempo=41", "event_data -> 'data' -> 'customization' ->> 'tempo' = '41'"],
    ["payload:jazz", "event_data -> 'data' -> 'customization' ->> 'genre' = 'jazz'"],
    ["job:share_mail", "job_type = 'share_mail'"],
    ["due:today", `needed_by = ${today}`],
    ["state:resolved", "state = 'resolved'"],
    ["is:snoozed", "state = 'open' and snoozed_until > now()"],
  ])("%s", async (term, condition) => {
    const expected = await truth(condition);
    expect(expected.length).toBeGreaterThan(0);
    expect(await idsOf({ q: `${failures.tag} ${term}`, state: "all" })).toEqual(expected);
  });

  test("one failure by its order, event, run or customer, and by who has it", async () => {
    const { made, ana, ben } = failures;
    const [, second] = made;
    if (!second) throw new Error("nothing was made");
    const { id, orderId, email, eventId, runId } = second;
    const terms = [
      `order:${orderId}`,
      `order:${orderId.slice(0, 13).toUpperCase()}`,
      `email:${email}`,
      `event:${eventId}`,
      `run:${runId}`,
    ];
    for (const q of terms) expect([q, await idsOf({ q, state: "all" })]).toEqual([q, [id]]);
    const bens = await truth(`assignee = '${ben.id}'`);
    expect(await idsOf({ q: `${failures.tag} assignee:${ben.email}`, state: "all" })).toEqual(bens);
    expect(await idsOf({ q: failures.tag, assignee: ben.id, state: "all" })).toEqual(bens);
    expect(await idsOf({ q: `${failures.tag} assignee:me`, state: "all" })).toEqual(
      await truth(`assignee = '${ana.id}'`),
    );
  });

  test("a term counts before the parameter of the same name", async () => {
    expect(await idsOf({ q: `${failures.tag} state:resolved` })).toEqual(await truth("state = 'resolved'"));
  });
});

test("P2 what is due stays in sight though snoozed: in the list, its facets and the overview", async () => {
  const fail = async (day: string) => {
    const order = await makeOrder(sql, await makeCustomer(sql), day);
    const id = await recordFailure(sql, requestEvent(order.id, [1]));
    await sql`update public.failed_jobs set snoozed_until = now() + interval '7 days' where id = ${id}`;
    return { id, order: order.id };
  };
  // Days that no other test has a failure on.
  const made = [await fail("1971-05-01"), await fail("1971-05-02"), await fail("2099-05-03")];
  const { due } = await getOverview(db, { range: "24h", today: "1971-05-02", zone: "UTC" });
  expect(due).toMatchObject({ overdue: 1, today: 1, rows: made.slice(0, 2).map(({ id }) => ({ id })) });
  for (const [index, { id, order }] of made.entries()) {
    const shown = index < 2 ? [id] : [];
    expect(await idsOf({ q: `order:${order}` })).toEqual(shown);
    const facets = await failedJobFacets(db, failedJobFilterSchema.parse({ q: `order:${order}` }), {
      id: failures.ana.id,
      masked: false,
    });
    expect(facets.due.length).toBe(shown.length);
    await sql`update public.failed_jobs set state = 'resolved', resolved_at = now() where id = ${id}`;
  }
});

test("a snoozed failure comes back by itself when its time has come", async () => {
  const job = failures.made[5];
  if (!job) throw new Error("nothing was made");
  await sql`update public.failed_jobs set snoozed_until = now() + interval '1 hour' where id = ${job.id}`;
  expect(await idsOf({ q: job.orderId })).toEqual([]);
  await sql`update public.failed_jobs set snoozed_until = now() - interval '1 second' where id = ${job.id}`;
  expect(await idsOf({ q: job.orderId })).toEqual([job.id]);
});

test.each(["open", "retrying", "resolved", "recovered"])(
  "a text is found among what is %s",
  async (state) => {
    const job = failures.made[3];
    if (!job) throw new Error("nothing was made");
    await sql`update public.failed_jobs set state = ${state} where id = ${job.id}`;
    const text = job.runId.slice(2);
    expect(await idsOf({ q: text, state })).toEqual([job.id]);
    expect(await idsOf({ q: text, state: "all" })).toEqual([job.id]);
    await sql`update public.failed_jobs set state = 'open' where id = ${job.id}`;
  },
);

test("a row says who has it and how far its retry has come", async () => {
  const { send } = recordingSender();
  const job = failures.made[1];
  if (!job) throw new Error("nothing was made");
  await retryFailedJob(db, send, {
    failedJobId: job.id,
    actorId: failures.ana.id,
    note: "",
    version: undefined,
    requestId: requestId(),
  });
  const { rows } = await list({ q: job.orderId, state: "retrying" });
  expect(rows).toMatchObject([
    {
      id: job.id,
      assignee: { id: failures.ben.id, name: "Ben Filter" },
      attempt_progress: "sent",
      kind: "provider_timeout",
    },
  ]);
});

describe("a filter that is wrong", () => {
  test.each<[Query, string]>([
    [{ due: "soon" }, "overdue"],
    [{ snoozed: "yes" }, "hidden"],
    [{ assignee: "ana" }, "nobody"],
    [{ q: "due:soon" }, "due:soon: it may be overdue, today"],
  ])("%j is told what is allowed", (query, allowed) => {
    const [issue] = failedJobListQuerySchema.safeParse(query).error?.issues ?? [];
    expect(issue && sentenceOfIssue(issue).message).toContain(allowed);
  });

  test("of an unknown key is an error of the database, never ignored", async () => {
    const { error } = await db.rpc("list_failed_jobs", {
      p_filter: { colour: "red" },
      p_sort: "newest",
      p_limit: 1,
    });
    expect(error?.message).toContain('a filter has no "colour"');
  });
});
