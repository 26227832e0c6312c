import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { findBrowser } from "../../tests/e2e/find-browser.ts";
import type { Desk } from "../desk.ts";

/** A laptop's window: the list has its filters on one side and the reading pane on the other. */
const WINDOW = { width: 1440, height: 900 };

async function probeScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page-probe.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  return outputFiles[0]?.text ?? "";
}

/** A browser that opens pages of the desk for somebody who is signed in. */
export interface DeskBrowser {
  version: string;
  /** A page with nothing in its cache, that is thrown away afterwards. */
  withPage<T>(use: (page: Page) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Starts the browser. Pages carry the probe of page-probe.ts. */
export async function openBrowser({ url, cookie }: Desk): Promise<DeskBrowser> {
  const browser: Browser = await chromium.launch(await findBrowser());
  const content = await probeScript();
  return {
    version: browser.version(),
    withPage: async (use) => {
      const context = await browser.newContext({
        viewport: WINDOW,
        baseURL: url,
        locale: "en-GB",
        colorScheme: "light",
      });
      try {
        await context.addCookies(
          cookie.split("; ").map((each) => {
            const [name = "", ...value] = each.split("=");
            return { name, value: value.join("="), url };
          }),
        );
        await context.addInitScript({ content });
        return await use(await context.newPage());
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}
