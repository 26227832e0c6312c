import type { Sql } from "postgres";
import { z } from "zod";
import type { Desk } from "./desk.ts";
import { makeFailures } from "./failures.ts";
import { complaints, settle } from "./ledger.ts";
import { signal, until } from "./until.ts";
import type { World } from "./world.ts";

/** What two servers that relay at once came to. */
export interface RelayReport {
  events: number;
  /** How many of them each server put on the wire. */
  byServer: [number, number];
  complaints: string[];
}

const sentSchema = z.preprocess((value) => [value].flat(), z.array(z.object({ id: z.string() })));

/**
 * Commits a retry of each failure, as a server does that is killed before it relays. In the order of their ids, in which
 * everything locks them: the server groups new failures meanwhile.
 */
async function commitRetries(sql: Sql, jobIds: string[], actor: string): Promise<void> {
  await sql`select desk.retry_failed_job(id, ${actor})
    from (select id from unnest(${jobIds}::uuid[]) id order by id) ids`;
}

/** Notes each event id that a server puts on the wire; `hold` may keep it there. */
function watchWire(desk: Desk, wire: string[], hold?: () => Promise<void>): void {
  desk.inngest.rule = ({ path, body }) => {
    if (!path.startsWith("/e/")) return undefined;
    wire.push(...sentSchema.parse(JSON.parse(body)).map(({ id }) => id));
    return hold && { before: hold };
  };
}

/**
 * Fulfilled when a server has asked so often for something to relay.
 *
 * @param from its first question is held until then
 */
function untilClaims(desk: Desk, count: number, from: Promise<void>): Promise<void> {
  const enough = signal();
  let claims = 0;
  desk.supabase.rule = ({ path }) => {
    if (!path.endsWith("/rpc/claim_outbox_events")) return undefined;
    return {
      before: () => from,
      after: async () => {
        claims += 1;
        if (claims === count) enough.give();
      },
    };
  };
  return enough.promise;
}

/**
 * Two servers relay one outbox. First one of them stands still in the middle of sending, while the other looks again
 * and again: what the first has under its lease is not the other's. Then both run freely. Each event goes on the wire
 * of one of them, and is accepted and run once.
 */
export async function twoRelays(world: World, events: number): Promise<RelayReport> {
  const { desk, second, operators, sql } = world;
  const [{ id: actor }] = operators;
  const jobIds = await makeFailures(sql, events);
  const half = Math.ceil(events / 2);
  const wires: [string[], string[]] = [[], []];
  try {
    const standing = signal();
    const goOn = signal();
    watchWire(desk, wires[0], async () => {
      standing.give();
      await goOn.promise;
    });
    watchWire(second, wires[1]);
    // It is there before: who stands still has 22 s, and a server may need as long to start.
    const looked = untilClaims(second, 3, standing.promise);
    await second.start();
    await commitRetries(sql, jobIds.slice(0, half), actor);
    await looked;
    watchWire(desk, wires[0]);
    goOn.give();

    // In small lots, so that both get some.
    for (let from = half; from < events; from += 10) {
      await commitRetries(sql, jobIds.slice(from, from + 10), actor);
    }
    await until("everything is marked as sent", async () => {
      const [row] = await sql<{ unsent: number }[]>`
        select count(*)::int as unsent from desk.outbox_events
        where sent_at is null and data ->> 'failed_job_id' = any (${jobIds})`;
      return row?.unsent === 0;
    });
    const ledger = await settle(sql, jobIds);
    const ids = jobIds.map((jobId) => `failed-job:${jobId}:attempt:1`);
    const sent = wires.map((wire) => new Set(wire));
    const [byFirst = [], bySecond = []] = sent.map((wire) => ids.filter((id) => wire.has(id)));
    const both = byFirst.filter((id) => bySecond.includes(id));
    return {
      events,
      byServer: [byFirst.length, bySecond.length],
      complaints: [...complaints(ledger), ...both.map((id) => `sent by both servers: ${id}`)],
    };
  } finally {
    desk.inngest.rule = undefined;
    await second.kill();
    second.supabase.heal();
    second.inngest.heal();
  }
}
