import { beforeAll, describe, expect, test } from "vitest";
import { exportFailedJobs } from "../../app/lib/failed-jobs/export-failed-jobs.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import type { FAILED_JOB_SORTS } from "../../app/lib/failed-jobs/failed-job-schemas.ts";
import { call, makeFailedJob, makeStaff } from "../database/rows.ts";
import { requestId } from "./desk.ts";
import { connectLists, idsOf, newTag } from "./list-desk.ts";

const { db, sql, jobs } = connectLists();

describe("D10 rows as Phase 1 allows them, every second one without failed_at", () => {
  const type = newTag();
  let staff: { id: string };
  beforeAll(async () => {
    staff = await makeStaff(sql);
    await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count, failed_at)
      select ${type}, '{}', 'failed', 0, case when n % 2 = 0 then now() - make_interval(mins => n) end
      from generate_series(1, 1600) n`;
  });

  test.each<(typeof FAILED_JOB_SORTS)[number]>(["urgency", "newest", "oldest"])(
    "D10 pages by %s give all 1,600, each once",
    async (sort) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await jobs({ job_type: type, sort, limit: 200, cursor });
        ids.push(...idsOf(page));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(ids).toHaveLength(1600);
      expect(new Set(ids).size).toBe(1600);
    },
  );

  test("D10 the export gives all 1,600", async () => {
    const filter = failedJobFilterSchema.parse({ job_type: type });
    const by = { actorId: staff.id, requestId: requestId(), masked: false };
    let csv = "";
    for await (const part of await exportFailedJobs(db, filter, "urgency", by)) csv += String(part);
    expect(csv.trim().split("\n").slice(1)).toHaveLength(1600);
  });

  test("D10 a page by urgency is read from an index and not sorted", async () => {
    await sql`analyze public.failed_jobs`;
    const planned = await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      await tx`set local enable_sort = off`;
      return tx.unsafe<Record<"QUERY PLAN", string>[]>(`explain select j.id from public.failed_jobs j
        where j.state = 'open' and (j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id)
          > ('2026-01-01'::date, '2026-01-01Z'::timestamptz, '00000000-0000-4000-8000-000000000000'::uuid)
        order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit 26`);
    });
    const plan = planned.map((line) => line["QUERY PLAN"]).join("\n");
    expect(plan).toMatch(
      /Index Cond: .*\(ROW\(needed_by, \(?COALESCE\(failed_at, last_failed_at\)\)?, id\) >/,
    );
    expect(plan).not.toContain("Sort");
  });

  test("D10 a bulk action takes all of them", async () => {
    const filter = { job_type: type, state: "open" };
    const ids = await sql`select * from desk_private.selected_failed_job_ids(${sql.json({ filter })})`;
    expect(ids).toHaveLength(1600);
  });
});

describe("D10 an order's failure without failed_at", () => {
  test("D10 has its place in the order's timeline", async () => {
    const { order, jobId } = await makeFailedJob(sql);
    await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count, failed_at, order_id)
      values ('x', '{}', 'failed', 0, null, ${order.id})`;
    const rows = await sql<{ at: unknown }[]>`select at from desk.order_timeline(${order.id})`;
    expect(rows.map(({ at }) => at)).not.toContain(null);
    await sql`delete from public.failed_jobs where order_id = ${order.id} or id = ${jobId}`;
  });
});

describe("D21 what is counted follows what is deleted", () => {
  const failing = async (fingerprint: string, times: number) => {
    const { jobId, event } = await makeFailedJob(sql);
    await sql`update public.failed_jobs set fingerprint = ${fingerprint}, error_title = 'a test' where id = ${jobId}`;
    const actor = (await makeStaff(sql)).id;
    for (let attempt = 1; attempt < times; attempt++) {
      const retried = await call<{ event_id: string }>(sql, "retry_failed_job", {
        p_failed_job_id: jobId,
        p_actor: actor,
      });
      await call(sql, "record_failed_job", {
        p_run_id: `${jobId}:${attempt}`,
        p_job_type: "song_generation",
        p_event: { json: { ...event, id: retried.event_id } },
        p_error_type: "Timeout",
        p_error_message: "again",
        p_retry_count: 3,
        p_fingerprint: fingerprint,
        p_title: "a test",
      });
    }
    return jobId;
  };
  const counted = async (fingerprint: string): Promise<number> => {
    const [row] = await sql<{ n: number }[]>`
      select coalesce(sum(failures), 0)::integer as n from desk.error_group_hours where fingerprint = ${fingerprint}`;
    return row?.n ?? -1;
  };

  test("D21 many failures at once, and those that failed several times, wholly", async () => {
    const group = newTag();
    const once = [await failing(group, 1), await failing(group, 1), await failing(group, 1)];
    const thrice = await failing(group, 3);
    expect(await counted(group)).toBe(6);
    await sql`delete from public.failed_jobs where id in ${sql(once.slice(0, 2))}`;
    expect(await counted(group)).toBe(4);
    await sql`delete from public.failed_jobs where id = ${thrice}`;
    expect(await counted(group)).toBe(1);
    await sql`delete from public.failed_jobs where fingerprint = ${group}`;
    expect(await counted(group)).toBe(0);
  });

  test("D21 a failure that is put into another group, another hour, or none, by hand", async () => {
    const [from, to] = [newTag(), newTag()];
    const id = await failing(from, 1);
    await sql`update public.failed_jobs set fingerprint = ${to} where id = ${id}`;
    expect([await counted(from), await counted(to)]).toEqual([0, 1]);
    await sql`update public.failed_jobs set last_failed_at = now() - interval '2 days' where id = ${id}`;
    expect(await counted(to)).toBe(1);
    await sql`update public.failed_jobs set fingerprint = null where id = ${id}`;
    expect(await counted(to)).toBe(0);
    await sql`delete from public.failed_jobs where id = ${id}`;
  });

  test("D21 an emptied table counts nothing, and a deleted order leaves its failures counted", async () => {
    const undo = new Error("undone");
    const group = newTag();
    const id = await failing(group, 1);
    await sql`delete from public.orders where id = (select order_id from public.failed_jobs where id = ${id})`;
    expect(await counted(group)).toBe(1);
    await sql
      .begin(async (tx) => {
        await tx`truncate public.failed_jobs cascade`;
        expect(await tx`select 1 from desk.error_group_hours`).toHaveLength(0);
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    await sql`delete from public.failed_jobs where id = ${id}`;
  });
});
