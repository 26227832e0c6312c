/**
 * Runs in the page that is measured: bundled, and put into each page before anything of its own. What it says is read
 * through `window.deskProbe`.
 */

/** What a press is answered with, in CSS: what is there then, or no longer. */
export interface Shown {
  present?: string;
  absent?: string;
}

/** How long the page took to answer one press, in milliseconds. */
export interface Press {
  /** From the press, as the browser dates it, until the frame with the answer in it has been drawn. */
  painted: number;
  /** As the Event Timing API says: the next frame after the press, whatever is in it. Its least is 16. */
  nextFrame: number;
}

/** Something that kept the page from answering, in milliseconds. */
export interface LongTask {
  start: number;
  duration: number;
}

const GIVE_UP_MS = 10_000;
const LEAST_EVENT_MS = 16;
/** Keys that are held for another. */
const MODIFIERS = ["Control", "Shift", "Alt", "Meta"];

const longTasks: LongTask[] = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) longTasks.push({ start: startTime, duration });
}).observe({ type: "longtask", buffered: true });

let events: PerformanceEntry[] = [];
new PerformanceObserver((list) => {
  events.push(...list.getEntries());
}).observe({ type: "event", durationThreshold: LEAST_EVENT_MS, buffered: true } as PerformanceObserverInit);

/** What fades in is answered with once one sees more of it than of what is behind it. */
function isSeen(element: Element): boolean {
  let opacity = 1;
  for (let each: Element | null = element; each; each = each.parentElement)
    opacity *= Number(getComputedStyle(each).opacity);
  return opacity >= 0.5;
}

function holds({ present, absent }: Shown): boolean {
  if (absent !== undefined && document.querySelector(absent)) return false;
  if (present === undefined) return true;
  const element = document.querySelector(present);
  return element !== null && isSeen(element);
}

/** When the first frame in which it is shown has been drawn, as `performance.now()` says it. */
function paintedAt(shown: Shown): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const look = () => {
      if (holds(shown)) {
        // What is there in this callback is drawn next; a message comes after that.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      } else if (performance.now() - begun < GIVE_UP_MS) requestAnimationFrame(look);
      else reject(new Error(`not shown within ${GIVE_UP_MS} ms: ${JSON.stringify(shown)}`));
    };
    requestAnimationFrame(look);
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the Event Timing API says about a press: of all events that it came as, the slowest. */
async function nextFrameAfter(pressedAt: number): Promise<number> {
  // Entries are handed out when the browser has nothing better to do.
  await pause(40);
  const its = events.filter(({ startTime }) => Math.abs(startTime - pressedAt) < 1);
  events = [];
  return Math.max(LEAST_EVENT_MS, ...its.map(({ duration }) => duration));
}

let press: Promise<Press> | undefined;

const probe = {
  /** Measures the next press of a key or of the mouse. */
  await(kind: "keydown" | "click", shown: Shown): void {
    if (holds(shown)) throw new Error(`shown before the press: ${JSON.stringify(shown)}`);
    press = new Promise((resolve, reject) => {
      const onPress = (event: Event) => {
        if (event instanceof KeyboardEvent && MODIFIERS.includes(event.key)) return;
        removeEventListener(kind, onPress, true);
        const at = event.timeStamp;
        paintedAt(shown)
          .then(async (end) => resolve({ painted: end - at, nextFrame: await nextFrameAfter(at) }))
          .catch(reject);
      };
      addEventListener(kind, onPress, true);
    });
    // Whoever asks for it later is told; until then nobody listens.
    press.catch(() => {});
  },
  /** The press that was awaited. */
  async press(): Promise<Press> {
    if (!press) throw new Error("no press was awaited");
    return press;
  },
  paintedAt,
  /** Waits until nothing has changed on the page for so long, or for three seconds. */
  async settled(quietMs: number): Promise<void> {
    let changedAt = performance.now();
    const begun = changedAt;
    const observer = new MutationObserver(() => {
      changedAt = performance.now();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    while (performance.now() - changedAt < quietMs && performance.now() - begun < 3_000) await pause(20);
    observer.disconnect();
  },
  /** What kept the page busy since a time. */
  longTasksSince: (time: number): LongTask[] => longTasks.filter(({ start }) => start >= time),
};

declare global {
  interface Window {
    deskProbe: typeof probe;
  }
}
window.deskProbe = probe;
