import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { withDatabase } from "../e2e/database";
import { test as base } from "../e2e/test";

export { expect };

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** The ways in which every page is taken: what its name ends in, and how. */
export const LOOKS = [
  ["", { viewport: WIDE, colorScheme: "light" }],
  ["-dark", { viewport: WIDE, colorScheme: "dark" }],
  ["-phone", { viewport: PHONE, colorScheme: "light" }],
] as const;

/** Texts stay sharp, and a hundred pictures stay under four megabytes. */
const QUALITY = 0.85;

interface Camera {
  /** Waits until a page has all it shows, then keeps a picture of it in docs/pictures. */
  take: (name: string, page?: Page) => Promise<void>;
}

/** A picture of the browser's as WebP, which is a third of it: the browser itself is the encoder. */
async function asWebp(darkroom: Page, png: Buffer): Promise<Buffer> {
  const encoded = await darkroom.evaluate(
    async ([source, quality]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob());
      const canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext("2d")?.drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", quality);
    },
    [png.toString("base64"), QUALITY] as const,
  );
  return Buffer.from(encoded.slice(encoded.indexOf(",") + 1), "base64");
}

/** The characters of a font file, as its own style sheet has them. */
const RANGES = {
  latin:
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2190-2193",
  "latin-ext": "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1EFF",
};

/**
 * The desk is drawn in the system's own face. A machine that takes pictures has any or none, so it is given one that is
 * near those of macOS and Windows: pictures that are taken elsewhere are the same.
 */
async function bringFace(context: BrowserContext): Promise<void> {
  const require = createRequire(import.meta.url);
  for (const [subset, unicodeRange] of Object.entries(RANGES)) {
    const file = require.resolve(`@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`);
    const data = (await readFile(file)).toString("base64");
    await context.addInitScript(
      ([source, range]) => {
        const bytes = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
        const face = new FontFace("Segoe UI", bytes, { weight: "100 900", unicodeRange: range });
        document.fonts.add(face);
      },
      [data, unicodeRange] as const,
    );
  }
}

/** What moves by itself has come to rest: everything is loaded, and the desk says that it is live, or why it is not. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByRole("status", { name: /^(Loading|Wird geladen)$/ })).toHaveCount(0);
  await expect(page.getByText(/^(Connecting|Verbindet)$/)).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

export const test = base.extend<Camera, { darkroom: Page }>({
  viewport: WIDE,
  contextOptions: async ({ contextOptions }, use) => use({ ...contextOptions, reducedMotion: "reduce" }),
  context: async ({ context }, use) => {
    await bringFace(context);
    await use(context);
  },
  darkroom: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await use(await context.newPage());
      await context.close();
    },
    { scope: "worker" },
  ],
  take: async ({ page, darkroom }, use) => {
    await use(async (name, shown = page) => {
      await settle(shown);
      const png = await shown.screenshot({ animations: "disabled", caret: "hide" });
      const path = fileURLToPath(new URL(`../../docs/pictures/${name}.webp`, import.meta.url));
      await writeFile(path, await asWebp(darkroom, png));
    });
  },
});

// The demo's failures are told apart by the server itself, some seconds after it has started.
test.beforeAll(async () => {
  const unknown = () =>
    withDatabase(async (sql) => {
      const [row] = await sql<{ n: number }[]>`
        select count(*)::int as n from public.failed_jobs where kind_version = 0`;
      return row?.n;
    });
  await expect.poll(unknown, { timeout: 60_000 }).toBe(0);
});
