import type { Page } from "@playwright/test";
import type { LongTask } from "./page-probe.ts";

/** What a wheel moves at one turn, and how often somebody in a hurry turns it. */
const TURN_PX = 900;
const TURN_EVERY_MS = 40;
/** Asking where one is takes time of the page: it is done once in so many turns. */
const LOOK_EVERY = 8;
/** At the end of what is loaded one turns on for so long before one believes that it is the end of the list. */
const END_AFTER_MS = 10_000;

/** One way through the whole list. */
export interface Scroll {
  rows: number;
  seconds: number;
  /** Requests for rows that were made meanwhile. */
  requests: number;
  longTasks: LongTask[];
}

/** How far the list is scrolled and loaded. */
const placeOf = (page: Page) =>
  page.evaluate(() => {
    const grid = document.querySelector("[role=grid]");
    const frame = grid?.parentElement;
    const body = grid?.querySelector("tbody");
    const row = body?.querySelector<HTMLElement>("tr.body");
    if (!frame || !body || !row) throw new Error("there is no list on the page");
    return {
      top: frame.scrollTop,
      atEnd: frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 2,
      rows: Math.round(body.offsetHeight / row.offsetHeight),
    };
  });

/**
 * Turns the wheel over the list until its end, or its beginning, while its rows come.
 *
 * @param page at the list
 * @param direction 1 is down, -1 is up
 */
export async function scrollThrough(page: Page, direction: 1 | -1): Promise<Scroll> {
  await page.locator("tr.body").nth(3).hover();
  let requests = 0;
  const count = (request: { url: () => string }) => {
    if (/\/resources\/failed-jobs\?.*limit=100/.test(request.url())) requests += 1;
  };
  page.on("request", count);
  const since = await page.evaluate(() => performance.now());
  const begun = performance.now();
  let movedAt = begun;
  let place = await placeOf(page);
  while (performance.now() - movedAt < END_AFTER_MS) {
    for (let turn = 0; turn < LOOK_EVERY; turn++) {
      await page.mouse.wheel(0, TURN_PX * direction);
      await page.waitForTimeout(TURN_EVERY_MS);
    }
    const next = await placeOf(page);
    if (next.top !== place.top || next.rows !== place.rows) movedAt = performance.now();
    place = next;
    if (direction < 0 && place.top === 0) break;
  }
  page.off("request", count);
  return {
    rows: place.rows,
    seconds: (movedAt - begun) / 1000,
    requests,
    longTasks: await page.evaluate((time) => window.deskProbe.longTasksSince(time), since),
  };
}
