import postgres, { type Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { type Customer, call, makeFailedJob, makeStaff } from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Batch {
  more: boolean;
  state: string;
  handled: number;
}

onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;
  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql, "Ana");
  });

  describe("a bulk operation", () => {
    const create = async (ids: string[], kind = "retry", params: object = {}) => {
      const { id } = await call<{ id: string }>(sql, "create_bulk_operation", {
        p_kind: kind,
        p_selection: { json: { ids } },
        p_params: { json: params },
        p_actor: ana.id,
      });
      return id;
    };
    const batch = (id: string, limit: number, part = 1) =>
      call<Batch>(sql, "run_bulk_batch", { p_operation_id: id, p_part: part, p_limit: limit });
    const jobs = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => makeFailedJob(sql)))).map(({ jobId }) => jobId);
    /** How often each failure was retried, by each of the places that say so. */
    const timesRetried = async (ids: string[]) => {
      const counts = await sql<{ counts: number[] }[]>`
        select array[
          (select count(*) from desk.failed_job_attempts a where a.failed_job_id = j),
          (select count(*) from desk.outbox_events e where e.event_id like 'failed-job:' || j || ':%'),
          (select count(*) from desk.activity l where l.subject_id = j::text and l.action = 'retried'),
          (select count(*) from desk.bulk_operation_items i where i.target_id = j and i.result = 'done')
        ]::int[] as counts
        from unnest(${ids}::uuid[]) j`;
      return new Set(counts.map((row) => row.counts.join()));
    };

    test("that many workers go through at once does each item once", async () => {
      const ids = await jobs(60);
      const id = await create(ids);
      const work = async () => {
        let handled = 0;
        for (let answer = await batch(id, 7); ; answer = await batch(id, 7)) {
          handled += answer.handled;
          if (!answer.more) return handled;
        }
      };
      const handled = await Promise.all(Array.from({ length: 6 }, work));
      expect(handled.reduce((sum, one) => sum + one, 0)).toBe(60);
      expect(handled.filter((one) => one > 0).length, "several took part").toBeGreaterThan(1);
      expect(await timesRetried(ids)).toEqual(new Set(["1,1,1,1"]));
    });

    test("whose worker is killed in the middle of a batch has done nothing of that batch, and goes on", async () => {
      const ids = await jobs(9);
      const id = await create(ids);
      await batch(id, 3);
      // A client of its own: the driver puts a reserved connection whose backend died back into its pool, where the
      // next query that is given it never ends (porsager/postgres issue 1208).
      const worker = postgres(database().url, { max: 1 });
      await worker`begin`;
      await worker`select desk.run_bulk_batch(${id}, 1, 3)`;
      const [{ pid } = { pid: 0 }] = await worker<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await sql`select pg_terminate_backend(${pid})`;
      await worker.end();
      expect(await sql`select done_count, skipped_count from desk.bulk_operations where id = ${id}`).toEqual([
        { done_count: 3, skipped_count: 0 },
      ]);
      expect(await batch(id, 3)).toMatchObject({ handled: 3, more: true });
      expect(await batch(id, 3)).toMatchObject({ handled: 3, more: false, state: "done" });
      expect(await batch(id, 3)).toMatchObject({ handled: 0, more: false });
      expect(await timesRetried(ids)).toEqual(new Set(["1,1,1,1"]));
    });

    test("over the same failures as another does not wait for it crosswise", async () => {
      const ids = await jobs(40);
      const [first, second] = [
        await create(ids),
        await create(ids.toReversed(), "resolve", { note: "known" }),
      ];
      const finish = async (id: string) => {
        for (let answer = await batch(id, 5); answer.more; answer = await batch(id, 5));
      };
      await Promise.all([finish(first), finish(second)]);
      const [sums] = await sql`select sum(done_count)::int as done, sum(skipped_count)::int as skipped
        from desk.bulk_operations where id = any (${[first, second]})`;
      expect(sums).toEqual({ done: 40, skipped: 40 });
    });

    test("skips what has been deleted meanwhile, and says so", async () => {
      const ids = await jobs(5);
      const id = await create(ids);
      await sql`delete from public.failed_jobs where id = any (${ids.slice(0, 2)})`;
      expect(await batch(id, 2)).toMatchObject({ handled: 2, more: true });
      expect(await batch(id, 2)).toMatchObject({ handled: 2, more: true });
      expect(await batch(id, 2)).toMatchObject({ handled: 1, more: false, state: "done" });
      expect(
        await sql`select result, code, count(*)::int as items from desk.bulk_operation_items
          where operation_id = ${id} group by 1, 2 order by 1`,
      ).toEqual([
        { result: "done", code: null, items: 3 },
        { result: "skipped", code: "not_found", items: 2 },
      ]);
    });

    test("of an older run of the worker, or of one that is paused, does nothing", async () => {
      const ids = await jobs(2);
      const id = await create(ids);
      expect(await batch(id, 1, 2)).toMatchObject({ handled: 0, more: false });
      await call(sql, "set_bulk_state", { p_operation_id: id, p_state: "paused", p_actor: ana.id });
      expect(await batch(id, 1)).toMatchObject({ handled: 0, more: false, state: "paused" });
    });
  });

  test.each([" \t ", "\n\n", "\r\n\t", "\u00a0\u2003\ufeff"])("a note of %j is no note", async (note) => {
    const { jobId } = await makeFailedJob(sql);
    const args = { p_failed_job_id: jobId, p_actor: ana.id, p_note: note };
    expect(await call(sql, "resolve_failed_job", args)).toMatchObject({ ok: false, code: "note_required" });
    expect(await call(sql, "comment_failed_job", args)).toMatchObject({ ok: false, code: "note_required" });
    const bulk = {
      p_kind: "resolve",
      p_selection: { json: { ids: [jobId] } },
      p_params: { json: { note } },
      p_actor: ana.id,
    };
    expect(await call(sql, "create_bulk_operation", bulk)).toMatchObject({
      ok: false,
      code: "note_required",
    });
    await call(sql, "retry_failed_job", args);
    expect(await sql`select note from desk.failed_job_attempts where failed_job_id = ${jobId}`).toEqual([
      { note: null },
    ]);
    expect(
      await sql`select note from desk.activity where subject_id = ${jobId} and action = 'retried'`,
    ).toEqual([{ note: null }]);
  });
});
