import type { Page } from "@playwright/test";

/** Bytes: a second and a half of a song. A browser fetches a short song in one go; here it comes as a long one does. */
const PART = 64 * 1024;
/** So much a browser gets at once; what follows waits, so that it has not read the whole song before its link is dead. */
const AT_ONCE = 4 * PART;

/**
 * Hands songs to this page in parts, those after the first few only from when they may go on.
 *
 * @returns the statuses of the answers so far, in their order, and the call that lets the later parts go on
 */
export async function songsInParts(page: Page) {
  const answered: number[] = [];
  let goOn = () => {};
  const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
  await page.route("**/audio", async (route) => {
    const start = Number(/bytes=(\d+)-/.exec(route.request().headers().range ?? "")?.[1] ?? 0);
    if (start >= AT_ONCE) await mayGoOn;
    const range = `bytes=${start}-${start + PART - 1}`;
    const response = await route.fetch({ headers: { ...route.request().headers(), range } });
    answered.push(response.status());
    await route.fulfill({ response });
  });
  return { answered, goOn };
}
