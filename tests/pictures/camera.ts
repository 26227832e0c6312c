import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
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
