import type { TransactionSql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { listWaitingEvents } from "../../app/lib/outbox/outbox-page.server.ts";
import { getOverview } from "../../app/lib/overview/get-overview.server.ts";
import {
  failuresOverTimeSchema,
  RANGE_NAMES,
  RANGES,
  songFiguresSchema,
} from "../../app/lib/overview/overview-schemas.ts";
import { call, makeFailedJob, makeStaff, makeVariant } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

let ana: { id: string };
beforeAll(async () => {
  ana = await makeStaff(sql, "Ana Agent");
});

/** Does something that nobody else sees and that is undone: other tests fill the same tables meanwhile. */
async function alone(use: (tx: TransactionSql) => Promise<void>): Promise<void> {
  const undo = new Error("undone");
  await sql
    .begin("isolation level repeatable read", async (tx) => {
      await use(tx);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}

test("everything on the overview is there in one answer", async () => {
  const overview = await getOverview(db, { range: "7d", today: "2000-01-01", zone: "Europe/Berlin" });
  expect(overview.backlog.map(({ from_hours }) => from_hours)).toEqual([0, 1, 24, 72, 168]);
  expect(overview.failures.buckets).toHaveLength(RANGES["7d"].buckets);
  expect(overview).toMatchObject({ bulk: expect.any(Array), outbox: { total: expect.any(Number) } });
});

test("the backlog counts what is open, by age", () =>
  alone(async (tx) => {
    await tx`delete from public.failed_jobs`;
    for (const age of [0.5, 0.9, 12, 30, 100, 500, 9000]) {
      const { jobId } = await makeFailedJob(tx);
      await tx`update public.failed_jobs set last_failed_at = ${hoursAgo(age)} where id = ${jobId}`;
    }
    const { jobId: closed } = await makeFailedJob(tx);
    await call(tx, "resolve_failed_job", { p_failed_job_id: closed, p_actor: ana.id, p_note: "done" });
    const counted = async (atMost: number) =>
      (await tx<{ failures: number }[]>`select failures from desk.overview_backlog(${atMost})`).map(
        ({ failures }) => failures,
      );
    expect(await counted(100)).toEqual([2, 1, 1, 1, 2]);
    expect(await counted(1), "no further than it is told").toEqual([1, 1, 1, 1, 1]);
  }));

test("what is due by the reader's day and not done is listed, the most urgent first, what is under way last", async () => {
  const late = await makeFailedJob(sql, "1899-12-30");
  const retried = await makeFailedJob(sql, "1899-12-29");
  const today = await makeFailedJob(sql, "1900-01-01");
  const tomorrow = await makeFailedJob(sql, "1900-01-02");
  await call(sql, "retry_failed_job", { p_failed_job_id: retried.jobId, p_actor: ana.id });
  const due = async (day: string) => (await getOverview(db, { range: "24h", today: day, zone: "UTC" })).due;
  const { rows, ...counts } = await due("1900-01-01");
  expect(counts).toEqual({ overdue: 1, today: 1 });
  expect(rows.map((row) => row.id)).toEqual([late.jobId, today.jobId, retried.jobId]);
  expect(rows[0]?.order).toMatchObject({ recipient_name: "Rosa" });
  // Elsewhere it is tomorrow already.
  expect(await due("1900-01-02")).toMatchObject({ overdue: 2, today: 1 });
  for (const { jobId } of [late, retried, today, tomorrow])
    await sql`delete from public.failed_jobs where id = ${jobId}`;
});

describe("failures over time", () => {
  const overTime = async (tx: TransactionSql, range: keyof typeof RANGES, zone: string) =>
    failuresOverTimeSchema.parse(
      await call(tx, "overview_failures", {
        p_buckets: RANGES[range].buckets,
        p_hours: RANGES[range].hours,
        p_zone: zone,
        p_groups: 5,
      }),
    );

  test.each(["UTC", "Asia/Kolkata", "America/St_Johns"])(
    "are counted when they happened, wherever the reader is: %s",
    (zone) =>
      alone(async (tx) => {
        await tx`delete from desk.error_groups`;
        for (const age of [0, 0, 5, 30, 30, 30, 100, 600]) {
          const { jobId } = await makeFailedJob(tx);
          await tx`update public.failed_jobs set fingerprint = 'test', error_title = 'a test',
            last_failed_at = ${hoursAgo(age)} where id = ${jobId}`;
        }
        for (const range of RANGE_NAMES) {
          const { buckets, groups, others } = await overTime(tx, range, zone);
          expect(buckets).toHaveLength(RANGES[range].buckets);
          expect(sum(others)).toBe(0);
          const expected = { "24h": 3, "7d": 7, "30d": 8 }[range];
          expect(groups).toMatchObject([{ fingerprint: "test", title: "a test", failures: expected }]);
          expect(sum(groups[0]?.counts ?? [])).toBe(expected);
          // The last stretch is the one in which we are.
          expect(groups[0]?.counts.at(-1)).toBeGreaterThanOrEqual(2);
        }
      }),
  );

  test("name the most frequent groups and put the others together", () =>
    alone(async (tx) => {
      await tx`delete from desk.error_groups`;
      await tx`insert into desk.error_groups
        select 'many:' || n, 'Error', 'one of many', now(), now() from generate_series(1, 9) n`;
      await tx`insert into desk.error_group_hours
        select 'many:' || n, date_trunc('hour', now()), n from generate_series(1, 9) n`;
      const { groups, others, other_groups } = await overTime(tx, "24h", "UTC");
      expect(groups.map(({ failures }) => failures)).toEqual([9, 8, 7, 6, 5]);
      expect(others.at(-1)).toBe(1 + 2 + 3 + 4);
      expect(other_groups).toBe(4);
    }));
});

describe("the songs", () => {
  const figures = async (tx: TransactionSql, atMost = 100) =>
    songFiguresSchema.parse(await call(tx, "overview_songs", { p_hours: 24, p_at_most: atMost }));

  test("say how long they take, and how many of what was tried became one", () =>
    alone(async (tx) => {
      await tx`delete from public.song_variants`;
      await tx`delete from public.failed_jobs`;
      const { order } = await makeFailedJob(tx);
      const { jobId: earlier } = await makeFailedJob(tx);
      await tx`update public.failed_jobs set last_failed_at = ${hoursAgo(5)} where id = ${earlier}`;
      for (const [index, took] of [1, 2, 3, 100].entries()) {
        const variant = await makeVariant(tx, order, index + 2, "complete");
        await tx`update public.song_variants set created_at = now() - interval '2 hours' - make_interval(mins => ${took}),
          completed_at = now() - interval '2 hours' where id = ${variant.id}`;
      }
      const { p50_ms, p95_ms, ...counts } = await figures(tx);
      expect(counts).toMatchObject({ songs: 4, failures: 2 });
      expect((p50_ms ?? 0) / 60_000).toBeCloseTo(2.5);
      expect((p95_ms ?? 0) / 60_000).toBeCloseTo(85.45);
      // Where there are more songs than are looked at, only the failures of the same time are counted.
      expect(await figures(tx, 2)).toMatchObject({ songs: 2, failures: 1 });
    }));

  test("say so where there are none", () =>
    alone(async (tx) => {
      await tx`delete from public.song_variants`;
      expect(await figures(tx)).toMatchObject({ songs: 0, p50_ms: null, p95_ms: null });
    }));
});

describe("the outbox", () => {
  const soon = new Date(Date.now() + 600_000);
  const past = new Date(Date.now() - 600_000);
  const EVENTS = {
    waiting: { due_at: past },
    abandoned: { attempts: 1, claimed_until: past, due_at: past },
    scheduled: { due_at: soon },
    sending: { attempts: 1, claimed_until: soon, due_at: past },
    refused: { attempts: 2, last_error: "refused", due_at: soon },
    poisoned: { attempts: 4_000, last_error: "too large", due_at: soon },
  };
  const add = (tx: TransactionSql, name: keyof typeof EVENTS) =>
    tx`insert into desk.outbox_events ${tx({ event_id: `outbox-test:${name}`, name: "x", data: "{}", ...EVENTS[name] })}`;

  test("counts its events by what they wait for, no further than it is told", () =>
    alone(async (tx) => {
      await tx`delete from desk.outbox_events`;
      for (const name of Object.keys(EVENTS)) await add(tx, name as keyof typeof EVENTS);
      await tx`insert into desk.outbox_events (event_id, name, data, sent_at) values ('outbox-test:sent', 'x', '{}', now())`;
      const depth = (atMost: number) => call(tx, "outbox_depth", { p_at_most: atMost });
      expect(await depth(100)).toEqual({ total: 6, waiting: 1, scheduled: 1, sending: 1, failing: 3 });
      expect(await depth(2)).toMatchObject({ total: 2 });
    }));

  test("lists what is in a state, what is refused most often first", async () => {
    // Not those that are due: a relay of another test would take them.
    const names = ["scheduled", "sending", "refused", "poisoned"] as const;
    await sql.begin(async (tx) => {
      for (const name of names) await add(tx, name);
    });
    const listed = async (state: "scheduled" | "sending" | "failing" | "waiting") => {
      const { events } = await listWaitingEvents(db, state, false);
      for (const event of events) expect(event.state).toBe(state);
      return events
        .map((event) => event.event_id)
        .filter((id) => id.startsWith("outbox-test:"))
        .map((id) => id.replace("outbox-test:", ""));
    };
    expect(await listed("scheduled")).toEqual(["scheduled"]);
    expect(await listed("sending")).toEqual(["sending"]);
    expect(await listed("failing")).toEqual(["poisoned", "refused"]);
    expect(await listed("waiting")).toEqual([]);
    expect((await listWaitingEvents(db, "all", false)).events[0]).toHaveProperty("due_at");
    await sql`delete from desk.outbox_events where event_id like 'outbox-test:%'`;
  });
});
