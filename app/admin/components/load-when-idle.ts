/** Old browsers do not say when they have nothing to do; by then a page has usually been drawn. */
const WITHOUT_IDLE_MS = 2_000;

/**
 * Loads code before it is asked for, once the browser has nothing better to do: the first press of a key is answered as
 * fast as the second. What cannot be had is asked for again when it is needed, and said to be missing then.
 *
 * @param loads such as `() => import("./Dialog")`
 * @returns gives it up
 */
export function loadWhenIdle(...loads: (() => Promise<unknown>)[]): () => void {
  const load = () => {
    for (const each of loads) each().catch(() => {});
  };
  if ("requestIdleCallback" in window) {
    const request = requestIdleCallback(load);
    return () => cancelIdleCallback(request);
  }
  const timer = setTimeout(load, WITHOUT_IDLE_MS);
  return () => clearTimeout(timer);
}
