import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveMessage } from "~/lib/live/live-schemas";
import { LiveConnection, type StreamEvents } from "./live-connection";
import { LiveStore } from "./live-store";
import { concernedBy, type LiveTopic, liveOn } from "./live-topics";

const message = (position: string, change: Partial<LiveMessage> = {}): LiveMessage => ({
  position,
  all: false,
  new_failures: [],
  changed_failures: [],
  changed_orders: [],
  kinds: [],
  state: { bulk: [], outbox: { total: 0, sending: 0, failing: 0, scheduled: 0, waiting: 0 }, present: [] },
  ...change,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A desk that shows something of each kind, with a stream and answers that the test decides. */
async function openDesk() {
  const queryClient = new QueryClient();
  const store = new LiveStore();
  store.onChanges((changes) => void queryClient.invalidateQueries({ predicate: concernedBy(changes) }));
  const reads: string[] = [];
  let isUp = true;
  const show = (name: string, meta: { live: readonly LiveTopic[] } | ReturnType<typeof liveOn>) =>
    new QueryObserver(queryClient, {
      queryKey: [name],
      queryFn: async () => {
        reads.push(name);
        if (!isUp) throw new Error("no answer");
        return { order: "o1" };
      },
      retry: false,
      meta,
    }).subscribe(() => {});
  show("deliveries", { live: ["outbox"] });
  show("bulk", { live: ["bulk_operation"] });
  show("badge", { live: ["failed_job", "time"] });
  show(
    "pane",
    liveOn<{ order: string }>((job) => ["failed_job:j1", ...(job ? [`order:${job.order}` as const] : [])]),
  );
  show("list", { live: [] });
  queryClient.mount();

  const streams: StreamEvents[] = [];
  const asked: (string | null)[] = [];
  let answer = message("asked");
  const connection = new LiveConnection({
    since: "begin",
    openStream: (_since, events) => {
      streams.push(events);
      return () => {};
    },
    ask: async (since) => {
      asked.push(since);
      if (!isUp) throw new Error("no answer");
      return answer;
    },
    onMessage: store.hear,
    onStatus: store.setStatus,
    isRefusal: () => false,
  });
  connection.start();
  const stream = () => {
    const last = streams.at(-1);
    if (!last) throw new Error("no stream was opened");
    return last;
  };
  stream().heard("1", message("1"));
  await pass(2_000);
  reads.length = 0;
  return {
    reads,
    asked,
    stream,
    answers: (next: LiveMessage) => {
      answer = next;
    },
    goDown: () => {
      isUp = false;
    },
    comeBack: () => {
      isUp = true;
    },
  };
}

describe("while the stream lives", () => {
  it("nothing is asked for by a timer, however long nothing changes", async () => {
    const desk = await openDesk();
    for (let beat = 2; beat < 62; beat++) {
      await pass(10_000);
      desk.stream().heard(String(beat), null);
    }
    expect(desk.asked).toEqual([]);
    expect(new Set(desk.reads), "what changes by getting older, as the stream beats").toEqual(
      new Set(["badge"]),
    );
    expect(desk.reads.length).toBeLessThanOrEqual(10);
  });

  it("what it tells of is read again, and nothing else", async () => {
    const desk = await openDesk();
    desk.stream().heard("2", message("2", { changed_failures: ["j1"], changed_orders: ["o9"] }));
    await pass(0);
    expect(desk.reads.sort()).toEqual(["badge", "pane"]);
    await pass(2_000);
    desk.stream().heard("3", message("3", { changed_failures: ["j2"], changed_orders: ["o1"] }));
    await pass(0);
    expect(desk.reads.sort()).toEqual(["badge", "badge", "pane", "pane"]);
  });

  it("what it tells of often is read at a bearable pace", async () => {
    const desk = await openDesk();
    for (let n = 0; n < 100; n++) {
      desk.stream().heard(String(n), message(String(n), { kinds: ["outbox"] }));
      await pass(100);
    }
    expect(desk.reads.length).toBeGreaterThan(3);
    expect(desk.reads.length).toBeLessThan(8);
  });

  it("everything is read again when nobody knows what has changed, but for lists, whose rows stay in their places", async () => {
    const desk = await openDesk();
    desk.stream().heard("2", message("2", { all: true }));
    await pass(0);
    expect(desk.reads.sort()).toEqual(["badge", "bulk", "deliveries", "pane"]);
  });
});

describe("while the stream is down", () => {
  it("one timer asks what has changed, and the desk comes up to date by that", async () => {
    const desk = await openDesk();
    desk.answers(message("2", { kinds: ["outbox"] }));
    desk.stream().failed();
    await pass(0);
    expect(desk.asked).toEqual(["1"]);
    expect(desk.reads).toEqual(["deliveries"]);
    desk.answers(message("3", { changed_failures: ["j1"] }));
    await pass(5_000);
    expect(desk.asked).toEqual(["1", "2"]);
    expect(desk.reads.sort()).toEqual(["badge", "deliveries", "pane"]);
  });

  it("what could not be read meanwhile is read when the server answers again", async () => {
    const desk = await openDesk();
    desk.goDown();
    desk.stream().heard("2", message("2", { kinds: ["outbox"] }));
    await pass(0);
    desk.stream().failed();
    await pass(0);
    expect(desk.reads).toEqual(["deliveries"]);
    desk.comeBack();
    await pass(60_000);
    expect(desk.reads.filter((name) => name !== "badge")).toEqual(["deliveries", "deliveries"]);
  });
});

it("no query of the desk has a timer of its own", () => {
  const desk = new URL("../", import.meta.url).pathname;
  const files = readdirSync(desk, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => readFileSync(join(desk, file), "utf8").includes("refetchInterval"))).toEqual(
    [],
  );
});
