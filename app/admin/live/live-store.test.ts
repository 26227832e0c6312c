import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveMessage } from "~/lib/live/live-schemas";
import { type LiveChanges, LiveStore } from "./live-store";

const message = (change: Partial<LiveMessage>): LiveMessage => ({
  position: "p",
  all: false,
  new_failures: [],
  changed_failures: change.new_failures ?? [],
  changed_orders: [],
  state: { bulk: [], outbox: { total: 0, sending: 0, failing: 0, scheduled: 0, waiting: 0 }, present: [] },
  ...change,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeStore() {
  const applied: LiveChanges[] = [];
  const store = new LiveStore((changes) => applied.push(changes));
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

  it("says nothing of what was there in the beginning", () => {
    const { store, applied } = makeStore();
    store.hear(message({ all: true }), true);
    expect(applied).toEqual([]);
    expect(store.view()).toMatchObject({ uncertain: false, newFailures: 0, state: { bulk: [] } });
  });
});
