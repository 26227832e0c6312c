import { setMaxListeners } from "node:events";
import { claimItems, extendLeases, type QueueItem, returnItem } from "./queue.ts";
import type { Store } from "./store.ts";

export interface WorkLoopOptions {
  /** How long a claim lasts unless extended, in milliseconds. */
  leaseMs: number;
  execute(item: QueueItem, signal: AbortSignal): Promise<void>;
  /** Called at every turn, before claiming. */
  everyTurn(): Promise<void>;
  log(line: string): void;
}

export interface WorkLoop {
  /** Looks for work at once instead of at the next turn. */
  wake(): void;
  /** Waits a moment for what is under way, then gives the rest back. */
  stop(): Promise<void>;
}

const MAX_IN_FLIGHT = 20;
const TURN_MS = 200;
const AFTER_ERROR_MS = 1_000;
const STOP_GRACE_MS = 5_000;

/** Claims due items and executes them, many at a time, until stopped. */
export function startWorkLoop(store: Store, options: WorkLoopOptions): WorkLoop {
  const inFlight = new Map<QueueItem, Promise<void>>();
  const abort = new AbortController();
  // Each call under way listens; Node would warn of a leak from the eleventh on.
  setMaxListeners(MAX_IN_FLIGHT, abort.signal);
  let stopping = false;
  let woken = false;
  let rouse: () => void = () => undefined;

  const wake = () => {
    woken = true;
    rouse();
  };

  const pause = async (ms: number) => {
    if (!woken && !stopping) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    woken = false;
  };

  const begin = (item: QueueItem) => {
    const work = options
      .execute(item, abort.signal)
      .catch((error: unknown) => {
        options.log(`run ${item.runId} of ${item.functionId}: the runner itself failed: ${String(error)}`);
      })
      .finally(() => {
        inFlight.delete(item);
        wake();
      });
    inFlight.set(item, work);
  };

  const turn = async (): Promise<number> => {
    await options.everyTurn();
    const free = MAX_IN_FLIGHT - inFlight.size;
    if (free <= 0) return TURN_MS;
    const items = await claimItems(store, [...inFlight.keys()], free, options.leaseMs);
    if (stopping) {
      await Promise.all(items.map((item) => returnItem(store, item, { afterMs: 0 }, "nothing")));
    } else items.forEach(begin);
    return items.length > 0 ? 0 : TURN_MS;
  };

  const loop = (async () => {
    while (!stopping) {
      let restMs = AFTER_ERROR_MS;
      try {
        restMs = await turn();
      } catch (error) {
        options.log(`the queue cannot be read: ${String(error)}`);
      }
      if (restMs > 0) await pause(restMs);
    }
  })();

  const heartbeat = setInterval(() => {
    extendLeases(store, [...inFlight.keys()], options.leaseMs).catch((error: unknown) => {
      options.log(`leases cannot be extended: ${String(error)}`);
    });
  }, options.leaseMs / 3);

  return {
    wake,
    async stop() {
      stopping = true;
      wake();
      await loop;
      const grace = setTimeout(() => abort.abort(), STOP_GRACE_MS);
      await Promise.all(inFlight.values());
      clearTimeout(grace);
      clearInterval(heartbeat);
    },
  };
}
