import { chromium } from "@playwright/test";
import { findBrowser } from "../../tests/e2e/find-browser.ts";

/** Lighthouse's "slow 4G" and its mid-range phone: 1.6 Mbit/s, 150 ms, a processor a quarter as fast. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const SLOWER = 4;

/** What a phone sees, in milliseconds, and what it had to fetch before it could play. */
export interface PhoneFigures {
  firstPaint: number;
  /** From the tap to the sound. */
  sound: number;
  requests: number;
  bytes: number;
}

/** Opens a share page as a phone on slow 4G does, and taps play. */
export async function measurePhone(address: string): Promise<PhoneFigures> {
  const browser = await chromium.launch(await findBrowser());
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", SLOW_4G);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    const sizes: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      if (request.url().endsWith("/favicon.svg")) return;
      sizes.push(request.sizes().then((size) => size.responseHeadersSize + size.responseBodySize));
    });
    await page.goto(address);
    const play = page.getByRole("button", { name: "Play", exact: true });
    await play.waitFor();
    const firstPaint = await page.evaluate(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    );
    const fetched = await Promise.all(sizes);
    await page.evaluate(() => {
      const audio = document.querySelector("audio");
      const times = { tapped: 0, playing: 0 };
      Object.assign(window, { times });
      document.querySelector("[data-play]")?.addEventListener("click", () => {
        times.tapped = performance.now();
      });
      audio?.addEventListener("playing", () => {
        times.playing = performance.now();
      });
    });
    await play.tap();
    const playing = await page.waitForFunction(() => {
      const { times } = window as unknown as { times: { tapped: number; playing: number } };
      return times.playing > 0 && times.playing - times.tapped;
    });
    return {
      firstPaint,
      sound: Number(await playing.jsonValue()),
      requests: fetched.length,
      bytes: fetched.reduce((sum, each) => sum + each, 0),
    };
  } finally {
    await browser.close();
  }
}
