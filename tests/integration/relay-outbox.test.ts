import { createClient } from "@supabase/supabase-js";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { ANSWER_WITHIN_MS, relayNow, relayOutbox } from "../../app/lib/outbox/relay-outbox.server.ts";
import { realtime, type ServiceClient } from "../../app/lib/supabase/clients.server.ts";
import type { Database } from "../../app/lib/supabase/database.types.ts";
import { startOutboxTimer } from "../../server/outbox-timer.ts";
import { connectDesk, recordingSender } from "./desk.ts";
import { startOwnStack } from "./own-stack.ts";

// A relay sends whatever is due, the events of other tests included: so these have a database of their own.
const stack = await startOwnStack("relay_outbox");
const { db, sql } = connectDesk(stack);
beforeEach(async () => void (await sql`delete from desk.outbox_events`));

/** Puts events into the outbox, due some seconds from now. */
async function queue(ids: string[], { data = { a: 1 } as unknown, dueInSeconds = 0 } = {}): Promise<void> {
  await sql`
    insert into desk.outbox_events (event_id, name, data, due_at)
    select id, 'test/event', ${sql.json(data as never)}, now() + ${dueInSeconds} * interval '1 second'
    from unnest(${ids}::text[]) id`;
}

interface Stored {
  event_id: string;
  attempts: number;
  last_error: string | null;
  claimed_until: Date | null;
  sent_at: Date | null;
  seconds_until_due: number;
}

async function stored(id: string): Promise<Stored> {
  const [row] = await sql<Stored[]>`
    select event_id, attempts, last_error, claimed_until, sent_at,
      extract(epoch from due_at - clock_timestamp())::float8 as seconds_until_due
    from desk.outbox_events where event_id = ${id}`;
  if (!row) throw new Error(`there is no event ${id}`);
  return row;
}

const idsFrom = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const refuse = async () => {
  throw new Error("connect ECONNREFUSED");
};
const makeDue = (id: string) =>
  sql`update desk.outbox_events set due_at = now(), claimed_until = null where event_id = ${id}`;

describe("a relay", () => {
  test("sends each event once, under its own id, and marks it", async () => {
    await queue(["one"], { data: { order_id: "x", attempt: 2 } });
    const { send, sent } = recordingSender();
    expect(await relayOutbox(db, send)).toEqual(["one"]);
    expect(sent).toEqual([{ id: "one", name: "test/event", data: { order_id: "x", attempt: 2 } }]);
    expect(await stored("one")).toMatchObject({
      attempts: 1,
      sent_at: expect.any(Date),
      claimed_until: null,
    });
    expect(await relayOutbox(db, send)).toEqual([]);
    expect(await relayOutbox(db, send, ["one"])).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  test("that fails backs off, and the event is sent later", async () => {
    await queue(["one"]);
    expect(await relayOutbox(db, refuse)).toEqual([]);
    const after = await stored("one");
    expect(after).toMatchObject({
      attempts: 1,
      last_error: "connect ECONNREFUSED",
      sent_at: null,
      claimed_until: null,
    });
    // Between half a second and one from when it was put back; the rest is for the query itself.
    expect(after.seconds_until_due).toBeLessThanOrEqual(1);
    expect(after.seconds_until_due).toBeGreaterThan(-30);

    const { send, sent } = recordingSender();
    await sql`update desk.outbox_events set due_at = now() + interval '1 minute'`;
    expect(await relayOutbox(db, send)).toEqual([]);
    await makeDue("one");
    expect(await relayOutbox(db, send)).toEqual(["one"]);
    expect(sent.map(({ id }) => id)).toEqual(["one"]);
    expect(await stored("one")).toMatchObject({ attempts: 2, last_error: null, sent_at: expect.any(Date) });
  });

  test("waits longer after each failure", async () => {
    await queue(["one"]);
    await sql`update desk.outbox_events set attempts = 20`;
    await relayOutbox(db, refuse);
    const { seconds_until_due: wait } = await stored("one");
    expect(wait).toBeGreaterThan(10);
    expect(wait).toBeLessThanOrEqual(30);
  });

  test("leaves events for later alone", async () => {
    await queue(["later"], { dueInSeconds: 3600 });
    const { send, sent } = recordingSender();
    await relayOutbox(db, send);
    await relayOutbox(db, send, ["later"]);
    expect(sent).toEqual([]);
    expect(await stored("later")).toMatchObject({ attempts: 0 });
  });

  test("is not held up by events that cannot be sent", async () => {
    await queue(["no-object"], { data: [1, 2] });
    await queue(["refused", "fine"]);
    const { send, sent } = recordingSender();
    const choosy = async (events: Parameters<typeof send>[0]) => {
      if (events.some(({ id }) => id === "refused")) throw new Error("413 too large");
      await send(events);
    };
    expect(await relayOutbox(db, choosy)).toEqual(["fine"]);
    expect(sent.map(({ id }) => id)).toEqual(["fine"]);
    expect(await stored("refused")).toMatchObject({ last_error: "413 too large", sent_at: null });
    expect(await stored("no-object")).toMatchObject({
      sent_at: null,
      last_error: expect.any(String),
    });
  });

  test("comes to every event, however many poisoned ones are before it", async () => {
    await queue(idsFrom("poison", 1_200), { data: "no object", dueInSeconds: -60 });
    await queue(["good"]);
    const { send, sent } = recordingSender();
    // 500 at a time: the poisoned ones go to the back of the queue, and the third time it is the good one's turn.
    for (let round = 0; round < 2; round += 1) expect(await relayOutbox(db, send)).toEqual([]);
    await relayOutbox(db, send);
    expect(sent.map(({ id }) => id)).toEqual(["good"]);
  });

  test("and others at the same moment never send one event twice", async () => {
    await queue(idsFrom("event", 300));
    const { send, sent } = recordingSender();
    const slowly = async (events: Parameters<typeof send>[0]) => {
      await new Promise(setImmediate);
      await send(events);
    };
    while (sent.length < 300) {
      const before = sent.length;
      await Promise.all(Array.from({ length: 6 }, () => relayOutbox(db, slowly)));
      expect(sent.length).toBeGreaterThan(before);
    }
    expect(new Set(sent.map(({ id }) => id)).size).toBe(300);
    expect(sent).toHaveLength(300);
  });

  test("that died after sending leaves the event to the next, which sends it under the same id", async () => {
    await queue(["one"]);
    const { send, sent } = recordingSender();
    const dying = new Error("killed");
    const dies = {
      ...db,
      rpc: (name: string, args: object) =>
        name === "mark_outbox_sent" ? Promise.reject(dying) : db.rpc(name as never, args as never),
    };
    await expect(relayOutbox(dies as unknown as ServiceClient, send)).rejects.toBe(dying);
    expect(await relayOutbox(db, send), "under its lease it is not anybody's").toEqual([]);
    await sql`update desk.outbox_events set claimed_until = now()`;
    expect(await relayOutbox(db, send)).toEqual(["one"]);
    expect(sent.map(({ id }) => id)).toEqual(["one", "one"]);
  });
});

describe("right after a commit", () => {
  test("an event that Inngest takes is sent", async () => {
    await queue(["mine", "other"]);
    const { send, sent } = recordingSender();
    expect(await relayNow(db, send, "mine")).toBe("sent");
    expect(sent.map(({ id }) => id)).toEqual(["mine"]);
  });

  test("one that it refuses is queued", async () => {
    await queue(["mine"]);
    expect(await relayNow(db, refuse, "mine")).toBe("queued");
    expect(await stored("mine")).toMatchObject({ sent_at: null, last_error: "connect ECONNREFUSED" });
  });

  test("an Inngest that hangs does not hold up the answer, and nothing is lost", async () => {
    await queue(["mine"]);
    let asked = 0;
    const hang = () => {
      asked += 1;
      return new Promise<never>(() => {});
    };
    expect(await relayNow(db, hang, "mine", ANSWER_WITHIN_MS)).toBe("queued");
    await expect.poll(() => asked).toBe(1);
    expect(await stored("mine")).toMatchObject({ sent_at: null, claimed_until: expect.any(Date) });
    // The one who hangs has the event until the lease ends; then another server sends it.
    const { send } = recordingSender();
    expect(await relayOutbox(db, send)).toEqual([]);
    await makeDue("mine");
    expect(await relayOutbox(db, send)).toEqual(["mine"]);
  });

  test("one that another relay has got already is sent when that one has sent it", async () => {
    await queue(["mine"]);
    const { send, sent } = recordingSender();
    let arrived = () => {};
    const timers = new Promise<void>((resolve) => (arrived = resolve));
    let goOn = () => {};
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    const other = relayOutbox(db, async (events) => {
      arrived();
      await mayGoOn;
      await send(events);
    });
    await timers;
    const answer = relayNow(db, send, "mine");
    goOn();
    expect(await answer).toBe("sent");
    expect(await other).toEqual(["mine"]);
    expect(sent.map(({ id }) => id)).toEqual(["mine"]);
  });

  test("one that another relay has got and does not get rid of is queued", async () => {
    await queue(["mine"]);
    await sql`update desk.outbox_events set claimed_until = now() + interval '30 seconds'`;
    const { send, sent } = recordingSender();
    expect(await relayNow(db, send, "mine", ANSWER_WITHIN_MS)).toBe("queued");
    expect(sent).toEqual([]);
  });

  test("a database out of reach is no error of the operator's: it is committed, so it is queued", async () => {
    const unreachable = createClient<Database, "desk">("http://127.0.0.1:9", "sb_secret_x", {
      db: { schema: "desk" },
      realtime,
    });
    const { send, sent } = recordingSender();
    expect(await relayNow(unreachable, send, "mine")).toBe("queued");
    expect(sent).toEqual([]);
  });
});

test("the server's timer goes on without a pause as long as events get through", async () => {
  await queue(idsFrom("many", 1_200));
  const { send, sent } = recordingSender();
  // It pauses for longer than the test lasts, so that what is sent is sent in one go.
  const stop = startOutboxTimer(() => db, send, 3_600_000);
  onTestFinished(stop);
  await expect.poll(() => sent.length).toBe(1_200);
});
