import { useSyncExternalStore } from "react";

// This clock only updates texts such as "12s ago". It fetches nothing: the live stream says what has changed.

/** Everything that ticks, ticks together and this often: fine enough for "12s ago", too rare to be noticed as work. */
const TICK_MS = 5_000;

let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = new Date();
    timer = setInterval(() => {
      now = new Date();
      for (const notify of listeners) notify();
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present instant, up to 5 s old; what uses it is drawn again as it moves on. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}
