import { afterEach, describe, expect, test } from "vitest";
import { LiveHub, type Poll } from "../../app/lib/live/live-hub.server.ts";
import { type LiveMessage, liveMessageSchema } from "../../app/lib/live/live-schemas.ts";
import { liveStream } from "../../app/lib/live/live-stream.server.ts";
import { pollLive } from "../../app/lib/live/poll-live.server.ts";
import { makeFailedJob, makeStaff } from "../database/rows.ts";
import { signal } from "../faults/until.ts";
import { connectLive } from "./live-desk.ts";

const { db, sql, ana, ben } = connectLive();

/** The events of a stream, as a browser would take them apart. */
async function* eventsOf(response: Response) {
  let text = "";
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
      yield { id: field("id"), type: field("event"), data: JSON.parse(field("data")) as LiveMessage };
    }
  }
}

describe("the stream", () => {
  const hubs: LiveHub[] = [];
  const controllers: AbortController[] = [];
  afterEach(() => {
    for (const controller of controllers.splice(0)) controller.abort();
    for (const hub of hubs.splice(0)) expect(hub.size, "everything is freed").toBe(0);
  });

  /** A hub on the real database that counts how often it has looked for all. */
  function makeHub(everyMs = 20) {
    const looks: string[][] = [];
    const poll: Poll = (since, staffIds, sessionIds) => {
      if (staffIds.length > 0) looks.push([...staffIds]);
      return pollLive(db, since, staffIds, sessionIds);
    };
    const hub = new LiveHub(poll, { everyMs, beatMs: 60 });
    hubs.push(hub);
    return { hub, looks };
  }
  function open(hub: LiveHub, staffId: string, since: string | null = null, options = {}) {
    const gone = new AbortController();
    controllers.push(gone);
    const response = liveStream(hub, { staffId, since, until: [gone.signal], ...options });
    return { response, gone, events: eventsOf(response) };
  }
  type Events = ReturnType<typeof eventsOf>;
  /** The first event that is what is looked for. */
  async function until(events: Events, wanted: (event: { type: string; data: LiveMessage }) => boolean) {
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error("the stream ended");
      if (wanted(value)) return value;
    }
  }
  const names = (jobId: string) => (event: { type: string; data: LiveMessage }) =>
    event.type === "changes" && event.data.new_failures.includes(jobId);

  test("is kept, compressed and collected by nobody on the way", () => {
    const { hub } = makeHub();
    const { headers } = open(hub, ana().id).response;
    expect(Object.fromEntries(headers)).toEqual({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      connection: "close",
    });
  });

  test("tells two readers the same from one look, and looks only while somebody reads", async () => {
    const { hub, looks } = makeHub();
    const first = open(hub, ana().id);
    const second = open(hub, ben().id);
    await Promise.all([first.events.next(), second.events.next()]);
    const { jobId } = await makeFailedJob(sql);
    const [one, two] = await Promise.all([
      until(first.events, names(jobId)),
      until(second.events, names(jobId)),
    ]);
    expect(one).toEqual(two);
    expect(liveMessageSchema.parse(one.data).position).toBe(one.id);
    expect(looks.at(-1)?.toSorted()).toEqual([ana().id, ben().id].toSorted());

    first.gone.abort();
    second.gone.abort();
    expect(hub.size).toBe(0);
    // What was under way may end; nothing follows it.
    await pollLive(db, null);
    const before = looks.length;
    await Promise.all([pollLive(db, null), pollLive(db, null), pollLive(db, null)]);
    expect(looks.length).toBe(before);
  });

  test("looks once at a time, also when all have left during a look and somebody comes", async () => {
    const goOn = signal();
    let [begun, ended, most] = [0, 0, 0];
    const hub = new LiveHub(
      async (since, staffIds) => {
        if (staffIds.length === 0) return pollLive(db, since);
        begun += 1;
        await goOn.promise;
        const answer = await pollLive(db, since, staffIds);
        // The look of those who left and the first of those who came are under way together.
        if (ended >= 2) most = Math.max(most, begun - ended);
        ended += 1;
        return answer;
      },
      { everyMs: 5, beatMs: 1 },
    );
    hubs.push(hub);
    const first = open(hub, ana().id);
    await expect.poll(() => begun).toBe(1);
    first.gone.abort();
    const { events } = open(hub, ben().id);
    await expect.poll(() => begun).toBe(2);
    goOn.give();
    for (let beats = 0; beats < 20; beats++) await until(events, ({ type }) => type === "beat");
    expect(most).toBe(1);
  });

  test("goes on where a reader left, at another server too", async () => {
    const { hub } = makeHub();
    const first = open(hub, ana().id);
    const { id } = (await first.events.next()).value ?? { id: "" };
    first.gone.abort();
    const { jobId } = await makeFailedJob(sql);
    const { hub: otherServer } = makeHub();
    const again = open(otherServer, ana().id, id);
    expect((await again.events.next()).value).toMatchObject({
      data: { all: false, new_failures: expect.arrayContaining([jobId]) },
    });
  });

  test("says that it still looks when nothing changes", async () => {
    const { hub } = makeHub();
    const { events } = open(hub, ana().id);
    expect(await until(events, ({ type }) => type === "beat")).toMatchObject({
      id: expect.stringContaining("/"),
    });
  });

  test("is silent while the database does not answer, and goes on from where it was", async () => {
    let away = false;
    let refused = 0;
    const hub = new LiveHub(
      async (since, staffIds) => {
        if (away) {
          refused += 1;
          throw new Error("no database");
        }
        return pollLive(db, since, staffIds);
      },
      { everyMs: 5, beatMs: 1 },
    );
    hubs.push(hub);
    const { events } = open(hub, ana().id);
    await events.next();
    away = true;
    await expect.poll(() => refused).toBeGreaterThan(1);
    const { jobId } = await makeFailedJob(sql);
    away = false;
    expect((await until(events, names(jobId))).data.all).toBe(false);
  });

  test("ends for a member of staff who is disabled, and for nobody else", async () => {
    const { hub } = makeHub();
    const leaver = await makeStaff(sql, "Lea Leaver");
    const stays = open(hub, ana().id);
    const leaves = open(hub, leaver.id);
    await Promise.all([stays.events.next(), leaves.events.next()]);
    await sql`update desk.staff_members set disabled_at = now() where user_id = ${leaver.id}`;
    for (;;) if ((await leaves.events.next()).done) break;
    const { jobId } = await makeFailedJob(sql);
    expect(await until(stays.events, names(jobId))).toBeTruthy();
  });

  test("S17 ends with the session that it was opened in, and with no other", async () => {
    const session = async () => {
      const [row] = await sql<{ id: string }[]>`insert into auth.sessions (id, user_id)
        values (gen_random_uuid(), ${ana().id}) returning id`;
      return row?.id ?? "";
    };
    const [here, elsewhere] = [await session(), await session()];
    const { hub } = makeHub();
    const stays = open(hub, ana().id, null, { sessionId: here });
    const ends = open(hub, ana().id, null, { sessionId: elsewhere });
    await Promise.all([stays.events.next(), ends.events.next()]);
    await sql`delete from auth.sessions where id = ${elsewhere}`;
    for (;;) if ((await ends.events.next()).done) break;
    const { jobId } = await makeFailedJob(sql);
    expect(await until(stays.events, names(jobId))).toBeTruthy();
  });

  test("cuts off a reader who does not read, and keeps no more for them than the buffer", async () => {
    const { hub } = makeHub(5);
    const { response } = open(hub, ana().id, null, { bufferBytes: 600 });
    // Beats alone fill it; the hub lets go of a reader who takes none of them.
    await expect.poll(() => hub.size).toBe(0);
    expect((await response.text()).length).toBeLessThan(2_000);
  });

  test("ends when the server stops, after its time, and when the reader leaves", async () => {
    const { hub } = makeHub();
    const stopping = open(hub, ana().id);
    await stopping.events.next();
    stopping.gone.abort();
    for (;;) if ((await stopping.events.next()).done) break;

    const { events: timed } = open(hub, ana().id, null, { longestMs: 30 });
    for (;;) if ((await timed.next()).done) break;

    const { response } = open(hub, ana().id);
    await response.body?.cancel();
    expect(hub.size).toBe(0);
  });
});
