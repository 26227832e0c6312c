import type { Page, Route } from "@playwright/test";
import { forgetLimits } from "./database";
import { makeSong } from "./shared-songs";
import { expect, test, watchErrors } from "./test";

/** Bytes: a second and a half of a song. A browser fetches a short song in one go; here it comes as a long one does. */
const PART = 64 * 1024;
/** So much a browser gets at once; what follows waits, so that it has not read the whole song before its link is dead. */
const AT_ONCE = 4 * PART;

/** Hands a song out in parts, those after the first few only when they may be. */
function inParts(mayGoOn: Promise<void>) {
  return async (route: Route): Promise<void> => {
    const start = Number(/bytes=(\d+)-/.exec(route.request().headers().range ?? "")?.[1] ?? 0);
    if (start >= AT_ONCE) await mayGoOn;
    const range = `bytes=${start}-${start + PART - 1}`;
    const response = await route.fetch({ headers: { ...route.request().headers(), range } });
    await route.fulfill({ response });
  };
}

/** One without a window says so, and does not count as a listener. */
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const position = (page: Page) =>
  page.locator("audio").evaluate((audio: HTMLAudioElement) => audio.currentTime);

test.beforeEach(forgetLimits);

for (const { button, submit, reason, told } of [
  {
    button: "Rotate the share link of variant 1",
    submit: "Rotate the link",
    reason: "It was posted in public.",
    told: "gave the song a new share link",
  },
  {
    button: "Revoke the share link of variant 1",
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
    let goOn = () => {};
    await listener.route("**/audio", inParts(new Promise((resolve) => (goOn = resolve))));
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
    for (const what of ["opened the share link for the first time", "listened for the first time"]) {
      await expect(entries.filter({ hasText: what })).toHaveCount(1);
      await expect(entries.filter({ hasText: what })).toContainText("variant 1");
    }
    await context.close();
  });
}
