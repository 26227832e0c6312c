import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeEach, describe, expect, test } from "vitest";
import { onPostgres } from "./servers.ts";

interface Claimed {
  event_id: string;
  attempts: number;
}

onPostgres((database) => {
  let sql: Sql;

  beforeEach(async () => {
    sql = database().sql;
    await sql`delete from desk.outbox_events`;
  });

  /** Puts events into the outbox, due so many seconds from now. */
  async function put(count: number, dueInSeconds = 0): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    await sql`insert into desk.outbox_events (event_id, name, data, due_at)
      select id, 'song/generation.requested', '{}', now() + make_interval(secs => ${dueInSeconds})
      from unnest(${ids}::text[]) as id`;
    return ids;
  }
  const claim = async (limit: number, leaseSeconds = 3600, ids: string[] | null = null) => [
    ...(await sql<Claimed[]>`select * from desk.claim_outbox_events(${limit}, ${leaseSeconds}, ${ids})`),
  ];
  const idsOf = (claimed: Claimed[]) => claimed.map((row) => row.event_id);
  const stateOf = async (id: string) =>
    (
      await sql`select sent_at, claimed_until, attempts, last_error, due_at from desk.outbox_events where event_id = ${id}`
    )[0];

  test("20 relays at once share the events: each event goes to exactly one", async () => {
    const ids = await put(400);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(30)));
    for (const claimed of claims) expect(claimed.length).toBeLessThanOrEqual(30);
    const first = claims.flatMap(idsOf);
    expect(new Set(first).size).toBe(first.length);
    const rest = idsOf(await claim(1000));
    expect([...first, ...rest].toSorted()).toEqual(ids.toSorted());
    expect(await claim(1000)).toEqual([]);
  });

  // A plan that joins the other way round would ask the limited subquery once for each event, and claim them all.
  test.each([
    ["any join", []],
    ["nested loops alone", ["hashjoin", "mergejoin"]],
    [
      "nested loops without a copy of the subquery",
      ["hashjoin", "mergejoin", "material", "indexscan", "bitmapscan"],
    ],
    ["no nested loop", ["nestloop"]],
  ])("the limit holds with %s, with statistics and without", async (_plan, without) => {
    await put(100);
    const limits = await sql.begin(async (tx) => {
      for (const method of without) await tx.unsafe(`set local enable_${method} = off`);
      const before = await tx`select * from desk.claim_outbox_events(3, 30)`;
      await tx`analyze desk.outbox_events`;
      const after = await tx`select * from desk.claim_outbox_events(3, 30)`;
      return [before.length, after.length];
    });
    expect(limits).toEqual([3, 3]);
  });

  test("an event is not handed out before it is due, and the one due first comes first", async () => {
    const [later] = await put(1, 3600);
    const [second] = await put(1, -5);
    const [first] = await put(1, -10);
    expect(idsOf(await claim(1))).toEqual([first]);
    expect(idsOf(await claim(10))).toEqual([second]);
    expect(await claim(10, 3600, [later ?? ""])).toEqual([]);
  });

  test("only the events asked for are handed out", async () => {
    const [wanted, other] = await put(2);
    expect(idsOf(await claim(10, 3600, [wanted ?? "", "nobody's"]))).toEqual([wanted]);
    expect(await claim(10, 3600, [])).toEqual([]);
    expect(idsOf(await claim(10))).toEqual([other]);
  });

  describe("a lease", () => {
    test("keeps others away until it ends, and no longer", async () => {
      const [id = ""] = await put(1);
      expect(await claim(1)).toMatchObject([{ event_id: id, attempts: 1 }]);
      expect(await claim(1)).toEqual([]);
      await sql`update desk.outbox_events set claimed_until = clock_timestamp() where event_id = ${id}`;
      expect(await claim(1)).toMatchObject([{ event_id: id, attempts: 2 }]);
    });

    test("ends by the clock, not by the start of a transaction", async () => {
      const [id] = await put(1);
      await sql.begin(async (tx) => {
        await tx`select 1`;
        expect(await claim(1, 0)).toHaveLength(1);
        const again = await tx<Claimed[]>`select * from desk.claim_outbox_events(1, 0)`;
        expect(idsOf(again)).toEqual([id]);
      });
    });
  });

  test("what is sent is not handed out again, whatever is said afterwards", async () => {
    const [id = ""] = await put(1);
    await claim(1);
    await sql`select desk.mark_outbox_sent(array[${id}])`;
    const sent = await stateOf(id);
    expect(sent).toMatchObject({ claimed_until: null, last_error: null });
    expect(sent?.sent_at).toBeInstanceOf(Date);
    await sql`select desk.mark_outbox_failed(array[${id}], 'too late', array[0])`;
    await sql`select desk.mark_outbox_sent(array[${id}])`;
    expect(await stateOf(id)).toEqual(sent);
    expect(await claim(1)).toEqual([]);
  });

  test("what could not be sent waits as long as is said, and keeps the reason", async () => {
    const [id = ""] = await put(1);
    await claim(1);
    await sql`select desk.mark_outbox_failed(array[${id}], 'connection refused', array[3600000])`;
    expect(await stateOf(id)).toMatchObject({
      claimed_until: null,
      last_error: "connection refused",
      attempts: 1,
    });
    expect(await claim(1)).toEqual([]);
    const [wait] = await sql`select extract(epoch from due_at - clock_timestamp())::float as seconds
      from desk.outbox_events where event_id = ${id}`;
    expect(wait?.seconds).toBeGreaterThan(3000);
    expect(wait?.seconds).toBeLessThanOrEqual(3600);
    await sql`select desk.mark_outbox_failed(array[${id}], 'connection refused', array[0])`;
    expect(await claim(1)).toMatchObject([{ event_id: id, attempts: 2 }]);
  });
});
