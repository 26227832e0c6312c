import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BOTH_SCHEMES, findingsOf, widerThanWindow } from "./accessibility-findings";
import { forgetLimits, makeAccount, withDatabase } from "./database";
import { expectWithinASecond } from "./link-ends";
import { changeLink, makeSong, playsOf } from "./shared-songs";
import { expect, signInByForm, test } from "./test";

const BROWSER = {
  "user-agent":
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1",
};

/** Every address of a link. */
const doors = (token: string) =>
  ["", "/audio", "/download", "/artwork.png", "/embed"].map((rest) => `/share/${token}${rest}`);

test.beforeEach(forgetLimits);

test("staff end and renew a link, and every door of it follows at once", async ({
  request,
  playwright,
  baseURL,
}) => {
  const song = await makeSong({ allow_download: true, allow_embed: true });
  const visitor = await playwright.request.newContext({ ...(baseURL && { baseURL }) });
  const statuses = async (token: string) =>
    Promise.all(doors(token).map(async (door) => (await visitor.get(door)).status()));
  await signInByForm(request, await makeAccount("agent"));
  const act = async (what: string, body: object = {}) => {
    const data = { note: "they asked", ...body };
    const response = await request.post(`/resources/variants/${song.id}/share-link/${what}`, { data });
    return { status: response.status(), body: await response.json() };
  };
  const alive = [200, 200, 200, 200, 200];
  const dead = [404, 404, 404, 404, 404];
  expect(await statuses(song.token)).toEqual(alive);
  expect(await act("revocation", { version: 1 })).toMatchObject({ status: 200, body: { state: "revoked" } });
  await expectWithinASecond(() => statuses(song.token), dead);
  expect(await act("revocation")).toMatchObject({
    status: 409,
    body: {
      error: {
        code: "already_revoked",
        facts: { changed_by: "Test agent", changed_at: expect.stringMatching(/^20/) },
      },
    },
  });
  expect(await act("restoration")).toMatchObject({ status: 200, body: { state: "live" } });
  expect(await statuses(song.token)).toEqual(alive);
  const { body: rotated } = await act("rotation");
  await expectWithinASecond(() => statuses(song.token), dead);
  expect(await statuses(rotated.share_token)).toEqual(alive);
  expect(await act("settings", { allow_embed: false, allow_download: false })).toMatchObject({ status: 200 });
  await expectWithinASecond(() => statuses(rotated.share_token), [200, 200, 403, 200, 404]);
  await changeLink(song.id, { share_expires_at: new Date(Date.now() - 1000) });
  await expectWithinASecond(() => statuses(rotated.share_token), dead);
  expect(await act("settings", { expires_at: "yesterday" })).toMatchObject({ status: 422 });

  const order = await (await request.get(`/resources/orders/${song.order}`)).json();
  expect(order.variants[0]).toMatchObject({
    share_link: { state: "expired", allow_embed: false },
    plays: null,
  });
  expect(order.timeline.entries.map((line: { action: string }) => line.action)).toEqual(
    expect.arrayContaining([
      "share_link_revoked",
      "share_link_restored",
      "share_link_rotated",
      "share_link_set",
    ]),
  );
  await visitor.dispose();
});

test("a play is a listener's first bytes, once a day, and nothing else", async ({
  request,
  playwright,
  baseURL,
}) => {
  const { id, token } = await makeSong();
  const audio = `/share/${token}/audio`;
  const none: [string, Record<string, string>][] = [
    ["a probe", { ...BROWSER, range: "bytes=0-1" }],
    ["a later part", { ...BROWSER, range: "bytes=5000-" }],
    ["the end", { ...BROWSER, range: "bytes=-500" }],
    ["a preview's robot", { "user-agent": "facebookexternalhit/1.1" }],
    ["a search engine", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }],
    ["a browser that loads ahead", { ...BROWSER, "sec-purpose": "prefetch" }],
  ];
  for (const [, headers] of none) await request.get(audio, { headers });
  await request.head(audio, { headers: BROWSER });
  await request.get(`/share/${token}`, { headers: BROWSER });
  const staff = await playwright.request.newContext({ ...(baseURL && { baseURL }) });
  await signInByForm(staff, await makeAccount("viewer"));
  await staff.get(audio, { headers: BROWSER });
  await staff.dispose();
  // Plays are counted in the order in which they come, so the first one that counts is the only one so far.
  await request.get(audio, { headers: { ...BROWSER, range: "bytes=0-" } });
  await expect.poll(() => playsOf(id)).toBe(1);
  await request.get(audio, { headers: { ...BROWSER, range: "bytes=0-" } });
  await request.get(audio, { headers: { "user-agent": `${BROWSER["user-agent"]} another` } });
  // What is not counted leaves nothing to wait for; the other song's play comes after it.
  const other = await makeSong();
  await request.get(`/share/${other.token}/audio`, { headers: BROWSER });
  await expect.poll(() => playsOf(other.id)).toBe(1);
  expect(await playsOf(id)).toBe(1);
  const kept = await withDatabase(
    (sql) => sql`select listener from desk.song_listeners where variant_id = ${id}`,
  );
  for (const { listener } of kept) expect(listener).toMatch(/^[0-9a-f]{12}$/);
});

test("who guesses has to wait, and nobody's link is shut by it", async ({
  request,
  page,
  expectedErrors,
}) => {
  expectedErrors.push("429");
  const { token } = await makeSong();
  const statuses: number[] = [];
  for (let guess = 0; guess < 65; guess++)
    statuses.push((await request.get(`/share/${guess % 2 ? randomUUID() : guess}/audio`)).status());
  expect(statuses.slice(0, 60)).toEqual(Array(60).fill(404));
  expect(statuses.slice(60)).toEqual(Array(5).fill(429));

  const refused = await page.goto(`/share/${randomUUID()}`);
  expect(refused?.status()).toBe(429);
  expect(Number((await refused?.allHeaders())?.["retry-after"])).toBeGreaterThan(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A moment, please.");
  for (const door of doors(token).slice(0, 2)) expect((await request.get(door)).status()).toBe(200);
});

test("a messenger gets a title, the giver's line and a picture, and a search engine nothing", async ({
  request,
}) => {
  const { token } = await makeSong();
  const page = await request.get(`/share/${token}`, { headers: { "user-agent": "WhatsApp/2.23" } });
  const html = await page.text();
  const tag = (name: string) =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(html)?.[1];
  expect(tag("og:title")).toBe("A birthday song for Rosa");
  expect(tag("og:description")).toBe("Somebody has a song for you.");
  expect(tag("twitter:card")).toBe("summary_large_image");
  expect(tag("robots")).toBe("noindex, nofollow");
  expect(page.headers()["x-robots-tag"]).toBe("noindex, nofollow");
  const picture = await request.get(tag("og:image") ?? "");
  expect(picture.status()).toBe(200);
  expect(picture.headers()).toMatchObject({
    "content-type": "image/png",
    "x-robots-tag": "noindex, nofollow",
  });
  const robots = await (await request.get("/robots.txt")).text();
  expect(robots).toMatch(/User-agent: \*\nDisallow: \/\n/);
  expect(html).not.toContain("oembed");
});

test("another site may show the player where the giver allows it, and nowhere else", async ({
  request,
  page,
  baseURL,
}) => {
  const shut = await makeSong();
  const open = await makeSong({ allow_embed: true });
  const embed = async (token: string) => {
    const response = await request.get(`/share/${token}/embed`);
    return { status: response.status(), ...response.headers() } as Record<string, unknown>;
  };
  const closed = await embed(shut.token);
  expect(closed).toMatchObject({ status: 404, "x-frame-options": "DENY" });
  expect(closed["content-security-policy"]).toContain("frame-ancestors 'none'");
  const allowed = await embed(open.token);
  expect(allowed.status).toBe(200);
  expect(allowed["x-frame-options"]).toBeUndefined();
  expect(allowed["content-security-policy"]).toContain("frame-ancestors http: https:");
  expect((await request.get(`/share/${open.token}`)).headers()["x-frame-options"]).toBe("DENY");

  const descriptionOf = (token: string) =>
    request.get(`/oembed?url=${encodeURIComponent(`${baseURL}/share/${token}`)}`);
  expect((await descriptionOf(shut.token)).status()).toBe(404);
  const described = await (await descriptionOf(open.token)).json();
  expect(described).toMatchObject({ version: "1.0", type: "rich", title: "A birthday song for Rosa" });
  const html = await (await request.get(`/share/${open.token}`)).text();
  expect(html).toContain("application/json+oembed");

  const elsewhere = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<title>Elsewhere</title><link rel="icon" href="data:,">${described.html}`);
  });
  await once(elsewhere.listen(0, "127.0.0.1"), "listening");
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  await page.frameLocator("iframe").getByRole("button", { name: "Play" }).click();
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Pause" })).toBeVisible();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

test("a giver who allows it has the song kept, under its name", async ({ request, page }) => {
  const song = await makeSong();
  await page.goto(`/share/${song.token}`);
  await expect(page.getByRole("link", { name: "Keep the song" })).toHaveCount(0);
  await changeLink(song.id, { allow_download: true });
  await page.reload();
  await expect(page.getByRole("link", { name: "Keep the song" })).toBeVisible();
  const file = await request.get(`/share/${song.token}/download`);
  expect(file.headers()["content-disposition"]).toMatch(
    /^attachment; filename="A birthday song for Rosa\.wav"/,
  );
});

test.describe("the page of a song", () => {
  test("fits a screen of 320, 390 and 1440 px and is without fault", async ({ page }) => {
    const { token } = await makeSong({ allow_download: true, allow_embed: true });
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const path of [`/share/${token}`, `/share/${token}/embed`]) {
      await page.goto(path);
      await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
      for (const width of [320, 390, 1440]) {
        await page.setViewportSize({ width, height: 700 });
        const schemes = width === 390 ? BOTH_SCHEMES : (["light"] as const);
        expect(await findingsOf(page, { advice: true, schemes }), `${path}, ${width} px`).toEqual([]);
        expect(await widerThanWindow(page), `${path}, ${width} px`).toBeLessThanOrEqual(0);
      }
    }
  });

  test("is a card on paper: the title and the ornament, without buttons", async ({ page }) => {
    const { token } = await makeSong({ allow_download: true });
    await page.goto(`/share/${token}`);
    await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("button", { name: "Play" })).toBeHidden();
    await expect(page.getByRole("link", { name: "Keep the song" })).toBeHidden();
  });
});
