import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveMessage } from "~/lib/live/live-schemas";
import { LiveConnection, type LiveStatus, type StreamEvents } from "./live-connection";

const message = (position: string, newFailures: string[] = []): LiveMessage => ({
  position,
  all: false,
  new_failures: newFailures,
  changed_failures: newFailures,
  changed_orders: [],
  kinds: [],
  state: {
    bulk: [],
    outbox: { total: 0, sending: 0, failing: 0, scheduled: 0, waiting: 0 },
    present: [],
  },
});

/** A server whose stream and answers the test decides. */
function makeServer(since: string | null = null) {
  const streams: { since: string | null; events: StreamEvents; closed: boolean }[] = [];
  const heard: string[] = [];
  const statuses: LiveStatus[] = [];
  let answer: () => Promise<LiveMessage> = async () => message("asked");
  const asked: (string | null)[] = [];
  const connection = new LiveConnection({
    since,
    openStream: (since, events) => {
      const stream = { since, events, closed: false };
      streams.push(stream);
      return () => {
        stream.closed = true;
      };
    },
    ask: (since) => {
      asked.push(since);
      return answer();
    },
    onMessage: ({ position }, begun) => heard.push(begun ? `begun ${position}` : position),
    onStatus: (status) => statuses.push(status),
    isRefusal: (error) => error === "refused",
  });
  return {
    connection,
    streams,
    heard,
    asked,
    mode: () => statuses.at(-1)?.mode,
    status: () => statuses.at(-1),
    answers: (next: () => Promise<LiveMessage>) => {
      answer = next;
    },
    stream: () => {
      const last = streams.at(-1);
      if (!last) throw new Error("no stream was opened");
      return last;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
/** Lets all that is due in so many milliseconds happen. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("the live connection", () => {
  it("hears the stream, and goes on with it as long as it beats", async () => {
    const server = makeServer();
    server.connection.start();
    server.stream().events.heard("1", message("1"));
    for (let beat = 2; beat < 9; beat++) {
      await pass(10_000);
      server.stream().events.heard(String(beat), null);
    }
    expect(server.heard).toEqual(["begun 1"]);
    expect(server.mode()).toBe("live");
    expect(server.streams).toHaveLength(1);
    expect(server.asked).toEqual([]);
  });

  it("begins where the desk began to read, so that nothing falls in between", () => {
    const server = makeServer("session");
    server.connection.start();
    expect(server.stream().since).toBe("session");
    server.stream().events.heard("1", message("1"));
    expect(server.heard).toEqual(["1"]);
  });

  it("asks when no word of the stream comes through, and tries the stream again from where it is", async () => {
    const server = makeServer();
    server.connection.start();
    await pass(5_000);
    expect(server.stream().closed).toBe(true);
    expect(server.heard).toEqual(["begun asked"]);
    expect(server.mode()).toBe("polling");
    await pass(2_000);
    expect(server.streams).toHaveLength(2);
    expect(server.stream().since).toBe("asked");
    server.stream().events.heard("9", null);
    expect(server.mode()).toBe("live");
    await pass(20_000);
    expect(server.asked, "asking ends with it").toHaveLength(1);
  });

  it("takes a stream that has fallen silent for dead", async () => {
    const server = makeServer();
    server.connection.start();
    server.stream().events.heard("1", message("1"));
    await pass(24_999);
    expect(server.mode()).toBe("live");
    await pass(1);
    expect(server.stream().closed).toBe(true);
    expect(server.asked).toEqual(["1"]);
  });

  it("says since when it is not up to date, tries ever less often, and recovers", async () => {
    const server = makeServer();
    server.answers(() => Promise.reject(new Error("no answer")));
    server.connection.start();
    server.stream().events.heard("1", message("1"));
    const heardAt = server.status()?.heardAt;
    await pass(1_000);
    server.stream().events.failed();
    await pass(0);
    expect(server.status()).toEqual({ mode: "stale", heardAt });
    for (let minute = 0; minute < 10; minute++) {
      await pass(60_000);
      server.stream().events.failed();
    }
    expect(server.asked.length).toBeLessThan(25);
    expect(server.asked.length).toBeGreaterThan(8);
    server.answers(async () => message("7"));
    await pass(60_000);
    expect(server.mode()).toBe("polling");
    server.stream().events.heard("8", message("8"));
    expect(server.mode()).toBe("live");
    expect(server.heard.at(-1)).toBe("8");
  });

  it("does not ask again where it is refused", async () => {
    const server = makeServer();
    server.answers(() => Promise.reject("refused"));
    server.connection.start();
    server.stream().events.failed();
    await pass(600_000);
    expect(server.asked).toHaveLength(1);
    expect(server.streams).toHaveLength(1);
    expect(server.mode()).toBe("stale");
  });

  it("is still while it is stopped, and then goes on from where it was", async () => {
    const server = makeServer();
    server.connection.start();
    server.stream().events.heard("1", message("1"));
    const before = server.stream();
    server.connection.stop();
    expect(before.closed).toBe(true);
    before.events.heard("2", message("2"));
    await pass(600_000);
    expect(server.heard).toEqual(["begun 1"]);
    expect(server.asked).toEqual([]);
    server.connection.start();
    expect(server.stream().since).toBe("1");
  });
});
