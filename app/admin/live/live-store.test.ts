import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveMessage } from "~/lib/live/live-schemas";
import { type LiveChanges, LiveStore } from "./live-store";

const message = (change: Partial<LiveMessage>): LiveMessage => ({
  position: "p",
  all: false,
  new_failures: [],
  changed_failures: change.new_failures ?? [],
  changed_orders: [],
  kinds: [],
  state: { bulk: [], outbox: { total: 0, sending: 0, failing: 0, scheduled: 0, waiting: 0 }, present: [] },
  ...change,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeStore() {
  const applied: LiveChanges[] = [];
  const store = new LiveStore();
  store.onChanges((changes) => applied.push(changes));
  const hear = (change: Partial<LiveMessage>) => store.hear(message(change), false);
  return { store, hear, applied, failures: () => applied.map(({ failures }) => [...failures]) };
}

describe("what is heard", () => {
  it("counts each new failure once, until the list is shown", () => {
    const { store, hear } = makeStore();
    hear({ new_failures: ["a", "b"] });
    hear({ new_failures: ["b", "c"] });
    expect(store.view().newFailures).toBe(3);
    store.markShown();
    expect(store.view().newFailures).toBe(0);
    hear({ new_failures: ["a"] });
    expect(store.view().newFailures).toBe(1);
  });

  it("is told on at once, and then no more often than every two seconds", () => {
    const { hear, failures } = makeStore();
    hear({ changed_failures: ["a"] });
    hear({ changed_failures: ["b"] });
    hear({ changed_failures: ["c", "b"] });
    expect(failures()).toEqual([["a"]]);
    vi.advanceTimersByTime(2_000);
    expect(failures()).toEqual([["a"], ["b", "c"]]);
    vi.advanceTimersByTime(60_000);
    expect(failures()).toHaveLength(2);
  });

  it("is kept while somebody asks for rest, whatever else ends, and told on afterwards", () => {
    const { store, hear, failures } = makeStore();
    const first = store.hold("selection");
    const second = store.hold("selection");
    hear({ changed_failures: ["a"], new_failures: ["a"] });
    first();
    expect(store.view().held).toEqual(["selection"]);
    expect(failures()).toEqual([]);
    expect(store.view().newFailures, "the pill may count on: it moves nothing").toBe(1);
    second();
    expect(store.view().held).toEqual([]);
    expect(failures()).toEqual([["a"]]);
  });

  it("says so when it cannot be named", () => {
    const { store, hear, applied } = makeStore();
    hear({ all: true });
    expect(applied[0]?.all).toBe(true);
    expect(store.view().uncertain).toBe(true);
    store.markShown();
    expect(store.view().uncertain).toBe(false);
  });

  it("says when bulk operations or deliveries are not what they were", () => {
    const { hear, applied } = makeStore();
    const kinds = () => applied.map((changes) => [...changes.kinds].sort());
    const { state } = message({});
    hear({ kinds: ["staff_member"] });
    expect(kinds(), "what was so before is not known").toEqual([
      ["bulk_operation", "outbox", "staff_member"],
    ]);
    hear({});
    vi.advanceTimersByTime(2_000);
    expect(kinds()).toHaveLength(1);
    hear({ state: { ...state, outbox: { ...state.outbox, total: 1, waiting: 1 } } });
    expect(kinds().slice(1)).toEqual([["outbox"]]);
  });

  it("says once a minute that time has passed, and when the server answers again; no timer does", () => {
    const { store, applied } = makeStore();
    const kinds = () => applied.flatMap((changes) => [...changes.kinds]);
    const beat = () => store.setStatus({ mode: "live", heardAt: Date.now() });
    beat();
    vi.advanceTimersByTime(600_000);
    expect(kinds(), "nothing was heard").toEqual([]);
    beat();
    beat();
    expect(kinds()).toEqual(["time"]);
    vi.advanceTimersByTime(30_000);
    store.setStatus({ mode: "stale", heardAt: Date.now() - 25_000 });
    beat();
    expect(kinds()).toEqual(["time", "recovery"]);
  });

  it("says nothing of what was there in the beginning", () => {
    const { store, applied } = makeStore();
    store.hear(message({ all: true }), true);
    expect(applied).toEqual([]);
    expect(store.view()).toMatchObject({ uncertain: false, newFailures: 0, state: { bulk: [] } });
  });
});
