import type { Page } from "@playwright/test";
import { forgetLimits } from "./database";
import { makeSong } from "./shared-songs";
import { songsInParts } from "./song-in-parts";
import { expect, test, watchErrors } from "./test";

/** One without a window says so, and does not count as a listener. */
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const position = (page: Page) =>
  page.locator("audio").evaluate((audio: HTMLAudioElement) => audio.currentTime);

test.beforeEach(forgetLimits);

for (const { button, submit, reason, told } of [
  {
    button: "Rotate the share link of song 1",
    submit: "Rotate the link",
    reason: "It was posted in public.",
    told: "gave the song a new share link",
  },
  {
    button: "Revoke the share link of song 1",
    submit: "Revoke the link",
    reason: "They split up.",
    told: "revoked the share link",
  },
]) {
  test(`${submit}: a browser that is playing the song gets no further part of it`, async ({
    page,
    browser,
    baseURL,
    signIn,
  }) => {
    const song = await makeSong();
    const context = await browser.newContext({ ...(baseURL && { baseURL }), userAgent: USER_AGENT });
    const listener = await context.newPage();
    const complaints: string[] = [];
    watchErrors(listener, complaints);
    const { goOn } = await songsInParts(listener);
    await signIn("agent", `/admin/orders/${song.order}`);
    await page.getByRole("button", { name: button }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill(reason);

    await listener.goto(`/share/${song.token}`);
    await listener.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(() => position(listener)).toBeGreaterThan(0.2);
    await dialog.getByRole("button", { name: submit, exact: true }).click();
    await expect(dialog).toHaveCount(0);
    goOn();

    await expect(listener.getByRole("heading", { level: 1 })).toHaveText(
      "There is no song behind this link.",
    );
    await expect(listener.locator("audio")).toHaveCount(0);
    // The refusal is all that its console has to say.
    expect(complaints.filter((line) => !line.includes("404"))).toEqual([]);

    const entries = page.getByRole("region", { name: "Timeline" }).getByRole("listitem");
    await expect(entries.filter({ hasText: told })).toContainText(reason);
    for (const what of ["share link was opened for the first time", "First listen"]) {
      await expect(entries.filter({ hasText: what })).toHaveCount(1);
      await expect(entries.filter({ hasText: what })).toContainText("song 1");
    }
    await context.close();
  });
}
