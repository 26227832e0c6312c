import type { LiveMessage, LiveState } from "~/lib/live/live-schemas";
import type { LiveStatus } from "./live-connection";

/** Records are read anew at most this often: in a bulk operation something changes all the time. */
const APPLY_EVERY_MS = 2_000;
/** How often "time" is told. A message or beat triggers it, not a timer. */
const AGES_EVERY_MS = 60_000;
/** More new failures than this are "so many and more". */
export const NEW_COUNTED_TO = 500;

/** What has changed and has not been told on yet. */
export interface LiveChanges {
  all: boolean;
  failures: Set<string>;
  orders: Set<string>;
  /** What else has changed: see LiveTopic. */
  kinds: Set<string>;
}

/** What the desk's components see of it. */
export interface LiveView {
  status: LiveStatus;
  /** Failures that came since the list was last shown. */
  newFailures: number;
  /** So much has happened that the list may be out of date in ways that nobody can name. */
  uncertain: boolean;
  /** Null until the server has been heard. */
  state: LiveState | null;
  /** Changes are kept back, and for these reasons. */
  held: readonly string[];
}

const START: LiveView = {
  status: { mode: "connecting", heardAt: null },
  newFailures: 0,
  uncertain: false,
  state: null,
  held: [],
};

const nothing = (): LiveChanges => ({
  all: false,
  failures: new Set(),
  orders: new Set(),
  kinds: new Set(),
});
const differ = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);

/** Collects what is heard, tells it on at a bearable pace, and keeps it while somebody asks for rest. */
export class LiveStore {
  readonly #appliers = new Set<(changes: LiveChanges) => void>();
  readonly #listeners = new Set<() => void>();
  readonly #holds = new Map<symbol, string>();
  readonly #new = new Set<string>();
  #view = START;
  #pending = nothing();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #agedAt: number | undefined;

  /** @param apply brings what is on the page up to date @returns ends it */
  readonly onChanges = (apply: (changes: LiveChanges) => void): (() => void) => {
    this.#appliers.add(apply);
    return () => void this.#appliers.delete(apply);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly view = (): LiveView => this.#view;

  readonly setStatus = (status: LiveStatus): void => {
    const { kinds } = this.#pending;
    if (this.#view.status.mode === "stale" && status.mode !== "stale") kinds.add("recovery");
    if (status.heardAt !== null) {
      this.#agedAt ??= status.heardAt;
      if (status.heardAt - this.#agedAt >= AGES_EVERY_MS) {
        this.#agedAt = status.heardAt;
        kinds.add("time");
      }
    }
    this.#set({ status });
    this.#tellOn();
  };

  /** @param begun the first message: what it says of the past was there when the page was read */
  readonly hear = (message: LiveMessage, begun: boolean): void => {
    if (!begun) {
      for (const id of message.new_failures) if (this.#new.size <= NEW_COUNTED_TO) this.#new.add(id);
      for (const id of message.changed_failures) this.#pending.failures.add(id);
      for (const id of message.changed_orders) this.#pending.orders.add(id);
      for (const kind of message.kinds) this.#pending.kinds.add(kind);
      const before = this.#view.state;
      if (differ(before?.bulk, message.state.bulk)) this.#pending.kinds.add("bulk_operation");
      if (differ(before?.outbox, message.state.outbox)) this.#pending.kinds.add("outbox");
      this.#pending.all ||= message.all || this.#pending.failures.size > NEW_COUNTED_TO;
      if (message.all) this.#view = { ...this.#view, uncertain: true };
      this.#tellOn();
    }
    this.#set({ state: message.state, newFailures: this.#new.size });
  };

  /** The list has been shown as it is now: nothing is new any longer. */
  readonly markShown = (): void => {
    if (this.#new.size === 0 && !this.#view.uncertain) return;
    this.#new.clear();
    this.#set({ newFailures: 0, uncertain: false });
  };

  /** Keeps changes back until the answer is called. @param reason such as "selection" */
  readonly hold = (reason: string): (() => void) => {
    const key = Symbol(reason);
    this.#holds.set(key, reason);
    this.#set({ held: [...new Set(this.#holds.values())] });
    return () => {
      this.#holds.delete(key);
      this.#set({ held: [...new Set(this.#holds.values())] });
      this.#tellOn();
    };
  };

  #tellOn(): void {
    const { all, failures, orders, kinds } = this.#pending;
    if (this.#holds.size > 0 || this.#timer !== undefined) return;
    if (!all && failures.size === 0 && orders.size === 0 && kinds.size === 0) return;
    this.#pending = nothing();
    for (const apply of this.#appliers) apply({ all, failures, orders, kinds });
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tellOn();
    }, APPLY_EVERY_MS);
  }

  #set(change: Partial<LiveView>): void {
    this.#view = { ...this.#view, ...change };
    for (const notify of this.#listeners) notify();
  }
}
