import type { Page } from "@playwright/test";
import { changeLink, finish, makeSong, songThatIs } from "./shared-songs";
import { songsInParts } from "./song-in-parts";
import { expect, test } from "./test";

const playButton = (page: Page) => page.getByRole("button", { name: "Play", exact: true });
const pauseButton = (page: Page) => page.getByRole("button", { name: "Pause" });
const slider = (page: Page) => page.getByRole("slider", { name: "Position in the song" });
const position = (page: Page) =>
  page.locator("audio").evaluate((audio: HTMLAudioElement) => audio.currentTime);
const shown = async (page: Page) => Number(await slider(page).getAttribute("aria-valuenow"));

test("plays on the first tap, and pauses on the next", async ({ page }) => {
  const { token } = await makeSong();
  await page.goto(`/share/${token}`);
  await playButton(page).click();
  await expect(pauseButton(page)).toBeVisible();
  await expect.poll(() => position(page)).toBeGreaterThan(0.5);
  await pauseButton(page).click();
  await expect(playButton(page)).toBeVisible();
  expect(await page.locator("audio").evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(true);
});

test.describe("on a screen that is touched", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  test("plays and seeks by finger", async ({ page }) => {
    const { token } = await makeSong();
    await page.goto(`/share/${token}`);
    const length = Number(await slider(page).getAttribute("aria-valuemax"));
    const box = await slider(page).boundingBox();
    if (!box) throw new Error("the waveform is not there");
    await page.touchscreen.tap(box.x + box.width / 4, box.y + box.height / 2);
    await expect.poll(() => shown(page)).toBeGreaterThan(length / 4 - 1.5);
    expect(await shown(page)).toBeLessThan(length / 4 + 1.5);
    await playButton(page).tap();
    await expect.poll(() => position(page)).toBeGreaterThan(length / 4);
    await page.touchscreen.tap(box.x + (box.width * 3) / 4, box.y + box.height / 2);
    await expect.poll(() => position(page)).toBeGreaterThan((length * 3) / 4 - 1.5);
  });
});

test("seeks on the waveform by keyboard and mouse, before the song is loaded and after", async ({ page }) => {
  const { token } = await makeSong();
  await page.goto(`/share/${token}`);
  const length = Number(await slider(page).getAttribute("aria-valuemax"));
  expect(length).toBeGreaterThan(15);
  await slider(page).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  expect(await shown(page)).toBe(5);
  await expect(slider(page)).toHaveAttribute("aria-valuetext", /^5 seconds of \d+ seconds$/);
  await page.keyboard.press("PageUp");
  expect(await shown(page)).toBe(Math.min(20, length));
  await page.keyboard.press("Home");
  expect(await shown(page)).toBe(0);

  const box = await slider(page).boundingBox();
  if (!box) throw new Error("the waveform is not there");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  expect(Math.abs((await shown(page)) - length / 2)).toBeLessThan(1.5);
  // Nothing of the song is loaded yet; it begins where the listener has put it.
  await page.keyboard.press("Space");
  await expect.poll(() => position(page)).toBeGreaterThan(length / 2);
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => position(page)).toBeLessThan(length / 2);
});

test("goes on where a listener left off, in the same browser, without keeping the link", async ({ page }) => {
  const { token } = await makeSong();
  await page.goto(`/share/${token}`);
  await slider(page).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.reload();
  await expect(page.getByText("Goes on at 0:10, where you left off.")).toBeVisible();
  expect(await shown(page)).toBe(10);
  await playButton(page).click();
  await expect.poll(() => position(page)).toBeGreaterThan(10);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept).toContain("song-position:");
  expect(kept).not.toContain(token);
});

test("shows the song on the lock screen, with its picture, and obeys it", async ({ page, request }) => {
  const { token } = await makeSong();
  // A headless browser has no lock screen: what the page gives to it is kept here, and pressed as it would press it.
  await page.addInitScript(() => {
    const { mediaSession } = navigator;
    const handlers: Record<string, MediaSessionActionHandler | null> = {};
    mediaSession.setActionHandler = (action, handler) => {
      handlers[action] = handler;
    };
    mediaSession.setPositionState = (state) => {
      Object.assign(window, { told: state });
    };
    Object.assign(window, {
      press: (details: MediaSessionActionDetails) => handlers[details.action]?.(details),
    });
  });
  const press = (details: MediaSessionActionDetails) =>
    page.evaluate((each) => (window as unknown as { press: MediaSessionActionHandler }).press(each), details);
  const told = () => page.evaluate(() => (window as unknown as { told: MediaPositionState }).told);
  await page.goto(`/share/${token}`);
  await playButton(page).click();
  await expect(pauseButton(page)).toBeVisible();
  const metadata = await page.evaluate(() => {
    const { title, artwork } = navigator.mediaSession.metadata ?? {};
    return { title, picture: artwork?.[0]?.src ?? "" };
  });
  expect(metadata.title).toBe("A birthday song for Rosa");
  const picture = await request.get(metadata.picture);
  expect(picture.headers()).toMatchObject({
    "content-type": "image/png",
    "cache-control": "private, no-cache",
  });
  await expect.poll(() => position(page)).toBeGreaterThan(0.2);
  await press({ action: "pause" });
  await expect(playButton(page)).toBeVisible();
  await press({ action: "seekto", seekTime: 12 });
  await expect.poll(() => position(page)).toBeCloseTo(12, 0);
  expect((await told()).position).toBeCloseTo(12, 0);
  await press({ action: "seekbackward" });
  await expect.poll(() => position(page)).toBeCloseTo(2, 0);
  await press({ action: "seekforward", seekOffset: 5 });
  await expect.poll(() => position(page)).toBeCloseTo(7, 0);
  await press({ action: "play" });
  await expect(pauseButton(page)).toBeVisible();
});

test("a page that waits becomes the song by itself, without a reload", async ({ page }) => {
  const song = await songThatIs("generating");
  await page.goto(`/share/${song.token}`);
  await expect(page.getByText("The song is still being made.")).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.dataset.same = "page";
  });
  await finish(song.id);
  await expect(playButton(page)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-same", "page");
  // Whoever cannot see it is told by the heading, which has the focus.
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await playButton(page).click();
  await expect.poll(() => position(page)).toBeGreaterThan(0.3);
});

test("a link that is revoked while somebody listens ends with the next part of the song", async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push("404");
  const song = await makeSong();
  const { answered, goOn } = await songsInParts(page);
  await page.goto(`/share/${song.token}`);
  await playButton(page).click();
  await expect.poll(() => position(page)).toBeGreaterThan(0.2);
  await changeLink(song.id, { share_revoked_at: new Date() });
  goOn();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no song behind this link.");
  await expect(page).toHaveTitle("There is no song here");
  await expect(page.locator("audio")).toHaveCount(0);
  expect(answered.at(0)).toBe(206);
  expect(answered.at(-1)).toBe(404);
});

test("a song that cannot be fetched says so, and goes on by itself", async ({ page, expectedErrors }) => {
  expectedErrors.push("503");
  const { token } = await makeSong();
  let down = true;
  await page.route("**/audio", (route) =>
    down ? route.fulfill({ status: 503, headers: { "retry-after": "1" } }) : route.continue(),
  );
  await page.goto(`/share/${token}`);
  await playButton(page).click();
  await expect(page.getByText("It goes on by itself in a moment.")).toBeVisible();
  down = false;
  await expect.poll(() => position(page)).toBeGreaterThan(0.3);
  await expect(page.getByText("It goes on by itself in a moment.")).toBeHidden();
});
