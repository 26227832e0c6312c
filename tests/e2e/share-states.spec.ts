import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { findingsOf } from "./accessibility-findings";
import { forgetLimits, withDatabase } from "./database";
import { changeLink, makeSong, songThatIs } from "./shared-songs";
import { expect, test } from "./test";

const play = (page: Page) => page.getByRole("button", { name: "Play", exact: true });

/** Each state of the page, and how it comes about. Out of reach is in share-trouble.spec.ts. */
const STATES: Record<string, (page: Page) => Promise<void>> = {
  "a song that can be kept": async (page) => {
    await page.goto(`/share/${(await makeSong({ allow_download: true })).token}`);
    await expect(page.getByRole("link", { name: "Keep the song" })).toBeVisible();
  },
  "a song that plays": async (page) => {
    await page.goto(`/share/${(await makeSong()).token}`);
    await play(page).click();
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  },
  "a song that goes on where it was": async (page) => {
    await page.goto(`/share/${(await makeSong()).token}`);
    await page.getByRole("slider").press("PageUp");
    await page.reload();
    await expect(page.getByText(/^Goes on at/)).toBeVisible();
  },
  "a song of remembrance with a long name and a message": async (page) => {
    const song = await makeSong();
    await withDatabase(
      (sql) => sql`
        update public.customizations
        set occasion = 'funeral', recipient_name = 'Maximiliane Alexandra von und zu Hohenstein-Reuss',
          message = 'You were the one who always knew all the words, and sang the second voice.'
        where id = (select customization_id from public.orders where id = ${song.order})`,
    );
    await page.goto(`/share/${song.token}`);
    await expect(page.getByText("Whenever you are ready.")).toBeVisible();
  },
  "a player in another site's page": async (page) => {
    await page.goto(`/share/${(await makeSong({ allow_embed: true })).token}/embed`);
    await expect(play(page)).toBeVisible();
  },
  "a song that is being made": async (page) => {
    await page.goto(`/share/${(await songThatIs("generating")).token}`);
    await expect(page.getByText("The song is still being made.")).toBeVisible();
  },
  "a song that waits to be made": async (page) => {
    await page.goto(`/share/${(await songThatIs("pending")).token}`);
    await expect(page.getByText("The song is still being made.")).toBeVisible();
  },
  "a song that failed": async (page) => {
    await page.goto(`/share/${(await songThatIs("failed")).token}`);
    await expect(page.getByText("Something went wrong on our side.")).toBeVisible();
  },
  "a link that was revoked": async (page) => {
    await page.goto(`/share/${(await makeSong({ share_revoked_at: new Date() })).token}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no song behind this link.");
  },
  "a link that has expired": async (page) => {
    const song = await makeSong();
    await changeLink(song.id, { share_expires_at: new Date(Date.now() - 1_000) });
    await page.goto(`/share/${song.token}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no song behind this link.");
  },
  "too many wrong links": async (page) => {
    for (let guess = 0; guess < 61; guess++) await page.request.get(`/share/${randomUUID()}/audio`);
    await page.goto(`/share/${randomUUID()}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("A moment, please.");
  },
};

test.beforeEach(forgetLimits);

for (const [state, reach] of Object.entries(STATES)) {
  test(`${state} is without fault and fits every screen`, async ({ page, expectedErrors }) => {
    expectedErrors.push("404", "429");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize({ width: 390, height: 844 });
    await reach(page);
    expect(await findingsOf(page, { advice: true })).toEqual([]);
    for (const [width, height] of [
      [1440, 900],
      [844, 390],
      [320, 568],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(
        width,
      );
    }
    // Narrowest, a browser's text twice as large.
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}
