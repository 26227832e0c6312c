import { brotliCompressSync } from "node:zlib";
import type { Page } from "@playwright/test";
import type { DeskBrowser } from "./browser.ts";

/** A figure of the overview, which is there once everything on that page is. */
const OVERVIEW = "[data-figure=overdue]";

/** The first visit of somebody who has never been there. */
export interface FirstLoad {
  /** Milliseconds from the beginning of the navigation until the overview has been drawn with its figures. */
  painted: number;
  /** Requests until then. */
  requests: number;
  /** Bytes of JavaScript: compressed as well as brotli can, and as they were sent. */
  scriptBytes: { brotli: number; sent: number };
  scripts: number;
}

async function loadOnce(page: Page): Promise<FirstLoad> {
  let requests = 0;
  const scripts: Promise<{ brotli: number; sent: number }>[] = [];
  page.on("request", () => {
    requests += 1;
  });
  page.on("requestfinished", (request) => {
    if (request.resourceType() !== "script") return;
    const measure = async () => {
      const [answer, sizes] = await Promise.all([request.response(), request.sizes()]);
      const body = (await answer?.body()) ?? Buffer.alloc(0);
      return { brotli: brotliCompressSync(body).length, sent: sizes.responseBodySize };
    };
    scripts.push(measure());
  });
  await page.goto("/admin", { waitUntil: "commit" });
  const painted = await page.evaluate((present) => window.deskProbe.paintedAt({ present }), OVERVIEW);
  const found = { painted, requests, scripts: scripts.length };
  const sizes = await Promise.all(scripts);
  const sum = (of: (size: { brotli: number; sent: number }) => number) =>
    sizes.reduce((total, size) => total + of(size), 0);
  return { ...found, scriptBytes: { brotli: sum(({ brotli }) => brotli), sent: sum(({ sent }) => sent) } };
}

/** Opens the desk as often as that, each time with an empty cache; the first one warms the server and does not count. */
export async function measureFirstLoads(browser: DeskBrowser, times: number): Promise<FirstLoad[]> {
  await browser.withPage(loadOnce);
  const loads: FirstLoad[] = [];
  for (let time = 0; time < times; time++) loads.push(await browser.withPage(loadOnce));
  return loads;
}
