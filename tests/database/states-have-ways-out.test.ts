import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Customer,
  call,
  completeSongs,
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
} from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Answer {
  ok: boolean;
  code?: string;
  id?: string;
  event_id?: string;
}

// The table "Who moves what on" in docs/reliability.md: each state is made, and of what a person can do in it at least
// one thing has to be accepted, by itself and each time anew.
onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;

  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql, "Ana");
    await sql`update desk.staff_members set role = 'admin' where user_id = ${ana.id}`;
  });

  const job = (name: string, jobId: string, more: object = {}) =>
    call<Answer>(sql, name, { p_failed_job_id: jobId, p_actor: ana.id, p_note: "by Ana", ...more });
  const ask = (orderId: string) =>
    call<Answer>(sql, "request_generation", {
      p_order_id: orderId,
      p_variant_numbers: [1],
      p_actor: ana.id,
      p_reason: "again",
    });
  const stop = (orderId: string) =>
    call<Answer>(sql, "cancel_generation", {
      p_order_id: orderId,
      p_variant_numbers: [1],
      p_actor: ana.id,
      p_reason: "stop",
    });

  type Made = { jobId: string; eventId: string; orderId: string };

  describe("a failed job", () => {
    const ways: Record<string, (jobId: string) => Promise<Answer>> = {
      retry: (id) => job("retry_failed_job", id),
      resolve: (id) => job("resolve_failed_job", id),
      reopen: (id) => job("reopen_failed_job", id),
      end: (id) => job("end_retry", id),
    };
    async function retried(): Promise<Made> {
      const { jobId, order } = await makeFailedJob(sql);
      const { event_id: eventId = "" } = await job("retry_failed_job", jobId);
      return { jobId, eventId, orderId: order.id };
    }
    const sent = async (made: Made) => {
      await sql`update desk.outbox_events set sent_at = now(), attempts = 1 where event_id = ${made.eventId}`;
      return made;
    };
    const begun = async (made: Made) => {
      await sql`select desk.begin_run(${made.eventId}, ${`run of ${made.eventId}`})`;
      await call(sql, "begin_variant_generation", {
        p_order_id: made.orderId,
        p_variant_number: 1,
        p_event_id: made.eventId,
      });
      return made;
    };
    const outcomes = ["succeeded", "failed", "cancelled", "lost", "ended"] as const;
    const states: [string, () => Promise<{ jobId: string }>][] = [
      ["open", () => makeFailedJob(sql)],
      [
        "resolved",
        async () => {
          const { jobId } = await makeFailedJob(sql);
          await job("resolve_failed_job", jobId);
          return { jobId };
        },
      ],
      [
        "recovered",
        async () => {
          const made = await begun(await sent(await retried()));
          await completeSongs(sql, { id: made.orderId });
          await sql`select desk.end_attempt_of_event(${made.eventId})`;
          return made;
        },
      ],
      ["retrying, its event not sent", retried],
      [
        "retrying, its event in the hands of a relay",
        async () => {
          const made = await retried();
          await sql`select desk.claim_outbox_events(1, 25, ${[made.eventId]}::text[])`;
          return made;
        },
      ],
      ["retrying, its event sent", async () => sent(await retried())],
      ["retrying, its run begun", async () => begun(await sent(await retried()))],
      [
        "retrying, its event gone",
        async () => {
          const made = await sent(await retried());
          await sql`delete from desk.outbox_events where event_id = ${made.eventId}`;
          return made;
        },
      ],
      [
        "retrying, its songs there",
        async () => {
          const made = await begun(await sent(await retried()));
          await completeSongs(sql, { id: made.orderId });
          return made;
        },
      ],
      ...outcomes.map((outcome): [string, () => Promise<Made>] => [
        `retrying, its attempt ${outcome}`,
        async () => {
          const made = await sent(await retried());
          await sql`update desk.failed_job_attempts set outcome = ${outcome} where event_id = ${made.eventId}`;
          return made;
        },
      ]),
    ];

    test.each(states)(
      "that is %s has a way on, and from there another, without end",
      async (_state, make) => {
        const { jobId } = await make();
        const seen: string[] = [];
        for (let turn = 0; turn < 4; turn++) {
          const answers: string[] = [];
          for (const [name, way] of Object.entries(ways)) {
            const answer = await way(jobId);
            answers.push(`${name}: ${answer.code ?? "done"}`);
            if (answer.ok) {
              seen.push(name);
              break;
            }
          }
          expect(
            answers.some((said) => said.endsWith("done")),
            answers.join("; "),
          ).toBe(true);
          expect(await job("comment_failed_job", jobId)).toMatchObject({ ok: true });
        }
        expect(seen).toHaveLength(4);
      },
    );

    test.each(["pending", ...outcomes])("whose attempt is %s has a state in the walk", async (outcome) => {
      const names = await sql<{ label: string }[]>`
        select unnest(enum_range(null::desk.attempt_outcome))::text as label`;
      expect(names.map(({ label }) => label)).toContain(outcome);
      expect(names).toHaveLength(outcomes.length + 1);
    });
  });

  describe("a variant", () => {
    const statuses = ["pending", "generating", "complete", "failed"] as const;
    test.each(statuses)("that is %s and asked for can be stopped", async (status) => {
      const order = await makeOrder(sql, await makeCustomer(sql));
      const { event_id: eventId } = await ask(order.id);
      await sql`update public.song_variants set generation_status = ${status} where order_id = ${order.id}`;
      const answer = await stop(order.id);
      // One that is complete has nothing left to stop: it can be made again.
      if (!answer.ok) {
        await sql`update public.song_variants set generation_event_id = null where generation_event_id = ${eventId ?? ""}`;
        expect(await ask(order.id)).toMatchObject({ ok: true });
      }
    });

    test.each(statuses)("that is %s and nobody has asked for can be asked for", async (status) => {
      const order = await makeOrder(sql, await makeCustomer(sql));
      await makeVariant(sql, order, 1, status);
      // Marked as being made without an event: by the shop itself, and for a day nobody can know better.
      await sql`update public.song_variants set created_at = now() - interval '25 hours' where order_id = ${order.id}`;
      expect(await ask(order.id)).toMatchObject({ ok: true });
    });
  });

  describe("an outbox event", () => {
    test("that is not sent can be sent now", async () => {
      const { jobId } = await makeFailedJob(sql);
      const { event_id: eventId = "" } = await job("retry_failed_job", jobId);
      const [row] = await sql<{ answer: Answer }[]>`
        select desk.send_outbox_now(${[eventId]}::text[], ${ana.id}) as answer`;
      expect(row?.answer).toMatchObject({ ok: true });
    });
  });

  describe("a bulk operation", () => {
    const to = (id: string, state: string) =>
      call<Answer>(sql, "set_bulk_state", { p_operation_id: id, p_state: state, p_actor: ana.id });
    async function started() {
      const { jobId } = await makeFailedJob(sql);
      return call<Answer>(sql, "create_bulk_operation", {
        p_kind: "resolve",
        p_selection: { json: { ids: [jobId] } },
        p_params: { json: { note: "done" } },
        p_actor: ana.id,
      });
    }

    test("that is running can be paused and aborted; a paused one resumed", async () => {
      const { id = "" } = await started();
      expect(await to(id, "paused")).toMatchObject({ ok: true });
      expect(await to(id, "running")).toMatchObject({ ok: true });
      expect(await to(id, "aborted")).toMatchObject({ ok: true });
    });

    test("whose worker is gone is taken up again, and the old worker does nothing", async () => {
      const { id = "" } = await started();
      const takeUp = () =>
        call<Answer>(sql, "continue_bulk_operation", {
          p_operation_id: id,
          p_part: 1,
          p_reason: "cancelled",
        });
      expect(await takeUp()).toMatchObject({ ok: true, event_id: `bulk:${id}:part:2` });
      expect(await takeUp()).toMatchObject({ ok: false });
      const batch = (part: number) =>
        call<{ handled: number }>(sql, "run_bulk_batch", { p_operation_id: id, p_part: part, p_limit: 10 });
      expect(await batch(1)).toMatchObject({ handled: 0 });
      expect(await batch(2)).toMatchObject({ handled: 1, state: "done" });
    });

    test("sets one item aside that cannot be done, and does the others", async () => {
      const [bad, good] = [await makeFailedJob(sql), await makeFailedJob(sql)];
      await sql.begin(async (tx) => {
        await tx.unsafe(`create function public.refuse_one() returns trigger language plpgsql as
          $$ begin raise exception 'this row is bad'; end $$;
          create trigger refuse_one before update on public.failed_jobs for each row
            when (old.id = '${bad.jobId}') execute function public.refuse_one()`);
        for (const kind of ["resolve", "retry"] as const) {
          const rows = await tx`
            select target_id, code from desk_private.act_on_items(${kind}::desk.bulk_kind,
              ${[bad.jobId, good.jobId]}::uuid[], '{"note": "done"}'::jsonb, ${ana.id}, null)`;
          expect(rows.find(({ target_id }) => target_id === bad.jobId)?.code).toBe("not_done");
          expect(rows.find(({ target_id }) => target_id === good.jobId)?.code).toBeNull();
          await tx`select desk.reopen_failed_job(${good.jobId}, ${ana.id})`;
        }
        await tx.unsafe("drop trigger refuse_one on public.failed_jobs; drop function public.refuse_one()");
      });
    });
  });
});
