import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { forgetLimits, withDatabase } from "../e2e/database";
import { NOBODY, startServerBeside } from "../e2e/server-beside";
import { changeLink, finish, songThatIs } from "../e2e/shared-songs";
import { expect, test } from "../e2e/test";

const folder = fileURLToPath(new URL("../../docs/pictures/share/", import.meta.url));
mkdirSync(folder, { recursive: true });

const SCREENS = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];
/** Room that other sites give a player, from the narrowest to as much as it asks for. */
const FRAMES = [
  { width: 320, height: 200 },
  { width: 390, height: 200 },
  { width: 480, height: 200 },
];

/** A5 at 96 pixels an inch. */
const PAPER = [{ width: 559, height: 794 }];

/**
 * Keeps pictures of a page in each width and theme. JPEG: the page's light is a gradient, and five times the size as PNG.
 */
async function take(
  page: Page,
  name: string,
  screens = SCREENS,
  themes: readonly ("light" | "dark")[] = ["light", "dark"],
): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const viewport of screens) {
      await page.setViewportSize(viewport);
      await page.screenshot({
        path: `${folder}${name}-${viewport.width}${colorScheme === "dark" ? "-dark" : ""}.jpg`,
        type: "jpeg",
        quality: 80,
        fullPage: true,
        animations: "disabled",
        caret: "hide",
      });
    }
  }
}

interface Wishes {
  recipient: string;
  occasion: string;
  message?: string;
  state?: "generating" | "failed" | "complete";
}

/** A song whose picture is the same each time: what it looks like comes from its id. */
async function makeSong(number: number, { recipient, occasion, message, state = "complete" }: Wishes) {
  const song = await songThatIs(state === "complete" ? "pending" : state);
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  await withDatabase(async (sql) => {
    await sql`update public.song_variants set id = ${id} where id = ${song.id}`;
    await sql`
      update public.customizations
      set recipient_name = ${recipient}, occasion = ${occasion}, message = ${message ?? null}
      where id = (select customization_id from public.orders where id = ${song.order})`;
  });
  if (state === "complete") await finish(id);
  return { id, token: song.token };
}

const ROSA = {
  recipient: "Rosa",
  occasion: "birthday",
  message: "For the woman who taught me to dance in the kitchen. Turn it up!",
};

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

test.beforeEach(forgetLimits);

test("a song, on screens, on paper and in somebody else's page", async ({ page }) => {
  const { id, token } = await makeSong(1, ROSA);
  await changeLink(id, { allow_download: true, allow_embed: true });
  await open(page, `/share/${token}`);
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await take(page, "song");
  await page.emulateMedia({ media: "print" });
  await take(page, "print", PAPER, ["light"]);
  await page.emulateMedia({ media: null });
  await open(page, `/share/${token}/embed`);
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await take(page, "embed", FRAMES);
});

test("a song while it plays", async ({ page }) => {
  const { token } = await makeSong(2, { recipient: "Theo and Marguerite", occasion: "wedding" });
  await open(page, `/share/${token}`);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const audio = page.locator("audio");
  await expect
    .poll(() => audio.evaluate((player: HTMLAudioElement) => player.readyState))
    .toBeGreaterThanOrEqual(1);
  // It stands still where it is, and looks as it does while it plays.
  await audio.evaluate((player: HTMLAudioElement) => {
    player.playbackRate = 0;
    player.currentTime = 8;
  });
  await expect(page.getByText("0:08")).toBeVisible();
  await take(page, "playing");
});

test("a song for a day that is no feast", async ({ page }) => {
  const { token } = await makeSong(3, {
    recipient: "Grandpa Anselm",
    occasion: "funeral",
    message: "The garden is still yours.",
  });
  await open(page, `/share/${token}`);
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await take(page, "quiet");
});

test.describe("in a browser without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("a song", async ({ page }) => {
    const { token } = await makeSong(4, ROSA);
    await open(page, `/share/${token}`);
    await take(page, "no-script");
  });
});

test("a song that is not there yet, and one that failed", async ({ page }) => {
  for (const [number, name, state] of [
    [5, "not-ready", "generating"],
    [6, "failed", "failed"],
  ] as const) {
    const { token } = await makeSong(number, { ...ROSA, state });
    await open(page, `/share/${token}`);
    await take(page, name);
  }
});

test("no song, and too many tries", async ({ page, request, expectedErrors }) => {
  expectedErrors.push("404", "429");
  await open(page, `/share/${randomUUID()}`);
  await take(page, "no-song");
  for (let guess = 0; guess < 61; guess++) await request.get(`/share/${guess}/audio`);
  await open(page, `/share/${randomUUID()}`);
  await take(page, "too-many");
});

test("a database that is out of reach", async ({ page, expectedErrors }) => {
  expectedErrors.push("503");
  const { site, stop } = await startServerBeside({ SUPABASE_URL: NOBODY, LOG_LEVEL: "silent" });
  await open(page, `${site}/share/${randomUUID()}`);
  await take(page, "unreachable");
  await stop();
});
