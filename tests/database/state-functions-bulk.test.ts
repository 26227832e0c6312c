import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Customer,
  call,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
  recordFailure,
  requestEvent,
} from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

interface Answer {
  failed_job_id: string;
  code: string | null;
  event_id: string | null;
}

interface Batch {
  more: boolean;
  state: string;
  handled: number;
}

class RolledBack extends Error {}

onEachPostgres("migrated", (database) => {
  let sql: Sql;
  let ana: Customer;
  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql, "Ana");
  });

  /** What a change has written about failures, without what no two runs have in common. */
  async function traceOf(tx: TransactionSql, ids: string[]) {
    const jobs = await tx`select id, state, attempt, version, snoozed_until from public.failed_jobs
      where id = any (${ids}) order by id`;
    const attempts =
      await tx`select failed_job_id, attempt, event_id, event, requested_by, note, changes, outcome
      from public.failed_job_attempts where failed_job_id = any (${ids}) order by event_id`;
    const events =
      await tx`select event_id, name, data, attempts, sent_at from public.outbox_events order by event_id`;
    const variants =
      await tx`select v.id, v.generation_status, v.generation_event_id, v.generation_requested_by
      from public.song_variants v order by v.id`;
    const orders =
      await tx`select order_id, status, failed_count from public.order_summaries order by order_id`;
    const activity =
      await tx`select actor_id, actor_name, action, subject_id, order_id, before, after, note, request_id
      from public.activity where subject_id = any (${ids}) and action <> 'failed' order by subject_id, id`;
    return [jobs, attempts, events, variants, orders, activity].map((rows) => [...rows]);
  }

  /** Does something, looks at what it wrote, and undoes it. */
  async function tried<T>(act: (tx: TransactionSql) => Promise<T>, ids: string[]) {
    let result: { answer: T; trace: unknown } | undefined;
    await sql
      .begin(async (tx) => {
        result = { answer: await act(tx), trace: await traceOf(tx, ids) };
        throw new RolledBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    if (!result) throw new Error("nothing was tried");
    return result;
  }

  const oneByOne = (ids: string[]) => async (tx: TransactionSql) => {
    const answers: Answer[] = [];
    for (const id of ids) {
      const { code, event_id } = await call<{ code?: string; event_id?: string }>(tx, "retry_failed_job", {
        p_failed_job_id: id,
        p_actor: ana.id,
        p_note: " why\n",
        p_request_id: "bulk:x",
      });
      answers.push({ failed_job_id: id, code: code ?? null, event_id: event_id ?? null });
    }
    return answers.toSorted((a, b) => (a.failed_job_id < b.failed_job_id ? -1 : 1));
  };
  const allAtOnce = (ids: string[]) => async (tx: TransactionSql) => [
    ...(await tx<Answer[]>`
      select failed_job_id, code, event_id from public.retry_failed_jobs(${ids}, ${ana.id}, ${" why\n"}, 'bulk:x')
      order by failed_job_id`),
  ];

  test("many retries at once write exactly what one after the other writes, whatever state they are in", async () => {
    const ids: string[] = [];
    const make = async () => {
      const made = await makeFailedJob(sql);
      ids.push(made.jobId);
      return made;
    };
    for (let index = 0; index < 3; index++) await make();
    const resolved = await make();
    await sql`update public.failed_jobs set state = 'resolved' where id = ${resolved.jobId}`;
    const retrying = await make();
    await call(sql, "retry_failed_job", { p_failed_job_id: retrying.jobId, p_actor: ana.id });
    const busy = await make();
    await sql`update public.song_variants set generation_status = 'generating' where order_id = ${busy.order.id}`;
    const complete = await make();
    await sql`update public.song_variants set generation_status = 'complete' where order_id = ${complete.order.id}`;
    // Four that share variants crosswise: which of them are done depends on who comes first.
    const shared = await makeOrder(sql, busy.order.customer);
    for (const number of [1, 2, 3]) await makeVariant(sql, shared, number, "failed");
    for (const numbers of [[1, 2], [2], [2, 3], [3]]) {
      ids.push(await recordFailure(sql, requestEvent(shared.id, numbers)));
    }
    // Two of one complete variant: neither keeps the other from it.
    const order = await makeOrder(sql, busy.order.customer);
    await makeVariant(sql, order, 1, "complete");
    for (let index = 0; index < 2; index++)
      ids.push(await recordFailure(sql, requestEvent(order.id, [1, 1])));
    // What cannot be sent again, and what names a variant or an order that is not there.
    ids.push(await recordFailure(sql, { name: "x/y", data: {} }));
    ids.push(await recordFailure(sql, requestEvent(order.id, [7])));
    ids.push(await recordFailure(sql, requestEvent(order.id, [5])));
    ids.push(await recordFailure(sql, requestEvent(randomUUID(), [1])));
    ids.push(randomUUID());

    const orders = fc.sample(fc.shuffledSubarray(ids, { minLength: ids.length }), { numRuns: 12, seed: 7 });
    const outcomes = new Set<string>();
    for (const order of [ids, ...orders]) {
      const [single, many] = [
        await tried(oneByOne(order), order),
        await tried(allAtOnce(order), order),
      ] as const;
      expect(many).toEqual(single);
      for (const { code } of single.answer) outcomes.add(code ?? "done");
    }
    expect([...outcomes].toSorted()).toEqual([
      "already_generating",
      "already_resolved",
      "already_retrying",
      "done",
      "not_found",
      "not_retryable",
    ]);
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
          (select count(*) from public.failed_job_attempts a where a.failed_job_id = j),
          (select count(*) from public.outbox_events e where e.event_id like 'failed-job:' || j || ':%'),
          (select count(*) from public.activity l where l.subject_id = j::text and l.action = 'retried'),
          (select count(*) from public.bulk_operation_items i where i.failed_job_id = j and i.result = 'done')
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
      await worker`select public.run_bulk_batch(${id}, 1, 3)`;
      const [{ pid } = { pid: 0 }] = await worker<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await sql`select pg_terminate_backend(${pid})`;
      await worker.end();
      expect(await sql`select done_count, handled_to from public.bulk_operations where id = ${id}`).toEqual([
        { done_count: 3, handled_to: 3 },
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
        from public.bulk_operations where id = any (${[first, second]})`;
      expect(sums).toEqual({ done: 40, skipped: 40 });
    });

    test("ends although some of its failures have been deleted", async () => {
      const ids = await jobs(5);
      const id = await create(ids);
      await sql`delete from public.failed_jobs where id = any (${ids.slice(0, 2)})`;
      expect(await batch(id, 2)).toMatchObject({ handled: 2, more: true });
      expect(await batch(id, 2)).toMatchObject({ handled: 1, more: false, state: "done" });
      const gone = await create([ids[2] ?? ""], "assign", { assignee: null });
      await sql`delete from public.failed_jobs where id = ${ids[2] ?? ""}`;
      expect(await batch(gone, 2)).toMatchObject({ handled: 0, more: false, state: "done" });
    });

    test("of an older run of the worker, or of one that is paused, does nothing", async () => {
      const ids = await jobs(2);
      const id = await create(ids);
      expect(await batch(id, 1, 2)).toMatchObject({ handled: 0, more: false });
      await call(sql, "set_bulk_state", { p_operation_id: id, p_state: "paused", p_actor: ana.id });
      expect(await batch(id, 1)).toMatchObject({ handled: 0, more: false, state: "paused" });
    });
  });

  test("a dry run says of each what doing it then says", async () => {
    const customers = await Promise.all(Array.from({ length: 4 }, () => makeFailedJob(sql)));
    const [free, busy, resolved, odd] = customers;
    if (!free || !busy || !resolved || !odd) throw new Error("four were made");
    await sql`update public.song_variants set generation_status = 'generating' where order_id = ${busy.order.id}`;
    await sql`update public.failed_jobs set state = 'resolved' where id = ${resolved.jobId}`;
    await sql`update public.failed_jobs set event_data = '{"name": "song/generation.requested"}' where id = ${odd.jobId}`;
    const strangers = await Promise.all(
      [
        requestEvent(randomUUID(), [1]),
        requestEvent(free.order.id, []),
        { ...requestEvent(free.order.id, [1]), name: "x" },
      ].map((event) => recordFailure(sql, event)),
    );
    const ids = [...customers.map(({ jobId }) => jobId), ...strangers];
    const preview = await call<{ eligible: number; skipped: Record<string, number> }>(sql, "preview_bulk", {
      p_kind: "retry",
      p_selection: { json: { ids } },
    });
    const { answer } = await tried(allAtOnce(ids), ids);
    const skipped: Record<string, number> = {};
    for (const { code } of answer) if (code) skipped[code] = (skipped[code] ?? 0) + 1;
    expect(preview).toMatchObject({
      total: ids.length,
      eligible: answer.filter(({ code }) => !code).length,
      skipped,
    });
    expect(Object.keys(skipped).toSorted()).toEqual([
      "already_generating",
      "already_resolved",
      "not_retryable",
    ]);
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
    expect(await sql`select note from public.failed_job_attempts where failed_job_id = ${jobId}`).toEqual([
      { note: null },
    ]);
    expect(
      await sql`select note from public.activity where subject_id = ${jobId} and action = 'retried'`,
    ).toEqual([{ note: null }]);
  });
});
