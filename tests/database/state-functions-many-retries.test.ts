import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import type { Sql, TransactionSql } from "postgres";
import { beforeAll, expect, test } from "vitest";
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
import { onPostgres } from "./servers.ts";

interface Answer {
  failed_job_id: string;
  code: string | null;
  event_id: string | null;
}

class RolledBack extends Error {}

onPostgres((database) => {
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
      from desk.failed_job_attempts where failed_job_id = any (${ids}) order by event_id`;
    const events =
      await tx`select event_id, name, data, attempts, sent_at from desk.outbox_events order by event_id`;
    const variants =
      await tx`select v.id, v.generation_status, v.generation_event_id, v.generation_requested_by
      from public.song_variants v order by v.id`;
    const orders = await tx`select order_id, status from desk.order_summaries order by order_id`;
    const activity =
      await tx`select actor_id, actor_name, action, subject_id, order_id, before, after, note, request_id
      from desk.activity where subject_id = any (${ids}) and action <> 'failed' order by subject_id, id`;
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
      select failed_job_id, code, event_id from desk_private.retry_failed_jobs(${ids}, ${ana.id}, ${" why\n"}, 'bulk:x')
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
});
