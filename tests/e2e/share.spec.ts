import { randomUUID } from "node:crypto";
import { forgetLimits, withDatabase } from "./database";
import { expectWithinASecond } from "./link-ends";
import { finishedSong, songThatIs } from "./shared-songs";
import { expect, test } from "./test";

test.describe("a share link", () => {
  test.beforeEach(forgetLimits);

  test("shows whose song it is and nothing else, in two requests and 40 kB", async ({ page }) => {
    const { token, recipient, customer } = await finishedSong();
    const loaded: { type: string; address: string; bytes: Promise<number> }[] = [];
    page.on("requestfinished", (asked) => {
      const bytes = asked.sizes().then((sizes) => sizes.responseHeadersSize + sizes.responseBodySize);
      loaded.push({ type: asked.resourceType(), address: asked.url(), bytes });
    });
    const response = await page.goto(`/share/${token}`);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(recipient);
    await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
    // The browser's own wish for an icon comes after all else, and nothing waits for it.
    const needed = () => loaded.filter(({ address }) => !address.endsWith("/favicon.svg"));
    await expect
      .poll(() =>
        needed()
          .map(({ type }) => type)
          .sort(),
      )
      .toEqual(["document", "script"]);
    const script = needed().find(({ type }) => type === "script");
    expect(await script?.bytes).toBeLessThan(10_000);
    const bytes = await Promise.all(needed().map((each) => each.bytes));
    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(40_000);
    const site = new URL(page.url()).origin;
    expect(loaded.filter(({ address }) => !address.startsWith(`${site}/`))).toEqual([]);

    const html = (await response?.text()) ?? "";
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/javascript:|\son\w+=|modulepreload|\sstyle=/i);
    const policy = (await response?.allHeaders())?.["content-security-policy"] ?? "";
    const [, nonce = "missing"] = /script-src 'nonce-([^']+)'(;|$)/.exec(policy) ?? [];
    expect(html).toContain(`nonce="${nonce}"`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    // Nobody's address, no id of an order or customer: the only uuid is the link's own.
    expect(html).not.toContain(customer);
    expect(html).not.toMatch(/@example\.com/);
    const uuids = html.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
    expect(new Set(uuids)).toEqual(new Set([token]));
  });

  test.describe("in a browser without JavaScript", () => {
    test.use({ javaScriptEnabled: false });
    test("has the browser's own player, which plays", async ({ page }) => {
      const { token } = await finishedSong();
      await page.goto(`/share/${token}`);
      const player = page.locator("audio[controls]");
      await expect(player).toBeVisible();
      await expect(page.getByRole("button", { name: "Play", exact: true })).toBeHidden();
      expect(await player.getAttribute("src")).toBe(`/share/${token}/audio`);
      // The player's own button, which no test can name.
      await player.focus();
      await page.keyboard.press("Space");
      await expect
        .poll(() => player.evaluate((audio: HTMLAudioElement) => audio.currentTime))
        .toBeGreaterThan(0.5);
    });
  });

  test("that is unknown or malformed looks alike: the same page, the same status", async ({ request }) => {
    const texts = new Set<string>();
    const { token } = await finishedSong();
    const malformed = [
      "x",
      token.slice(1),
      `${token}0`,
      `${token}%20`,
      token.replaceAll("-", ""),
      "%27%20or%201=1--",
      "%00",
      "null",
    ];
    for (const unknown of [
      randomUUID(),
      randomUUID(),
      "00000000-0000-0000-0000-000000000000",
      ...malformed,
    ]) {
      const response = await request.get(`/share/${unknown}`);
      expect(response.status(), unknown).toBe(404);
      expect(response.headers()["cache-control"]).toBe("no-store");
      texts.add((await response.text()).replace(/nonce="[^"]*"/g, ""));

      const audio = await request.get(`/share/${unknown}/audio`);
      expect(audio.status(), unknown).toBe(404);
      expect(await audio.text()).toBe("There is no song behind this link.\n");
    }
    expect([...texts]).toHaveLength(1);
    expect([...texts][0]).toContain("There is no song behind this link.");
  });

  for (const [state, sentence, refreshes] of [
    ["pending", "The song is still being made.", "15"],
    ["generating", "The song is still being made.", "15"],
    ["failed", "Something went wrong on our side.", "90"],
  ] as const) {
    test(`to a song that is ${state} says so kindly, and has a way on`, async ({ page, request }) => {
      const { token } = await songThatIs(state);
      const response = await page.goto(`/share/${token}`);
      expect(response?.status()).toBe(200);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("Rosa");
      await expect(page.getByText(sentence)).toBeVisible();
      await expect(page.getByRole("link", { name: "Look again" })).toHaveAttribute("href", `/share/${token}`);
      await expect(page.locator("audio")).toHaveCount(0);
      expect(await response?.text()).toContain(
        `<noscript><meta http-equiv="refresh" content="${refreshes}"/></noscript>`,
      );
      const audio = await request.get(`/share/${token}/audio`);
      expect(audio.status()).toBe(409);
      expect(audio.headers()["retry-after"]).toBe("15");
    });
  }
});

test.describe("a shared song's audio", () => {
  test("answers ranges as players need it", async ({ request }) => {
    const { token, bytes } = await finishedSong();
    const address = `/share/${token}/audio`;
    const get = (headers: Record<string, string> = {}, method = "GET") =>
      request.fetch(address, { method, headers });
    const whole = await get();
    expect(whole.status()).toBe(200);
    const song = await whole.body();
    expect(song.length).toBe(bytes);
    const { etag = "", ...headers } = whole.headers();
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(headers).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": String(bytes),
      "content-type": "audio/wav",
      "cache-control": "private, no-cache, no-transform",
      "x-robots-tag": "noindex, nofollow",
      "x-content-type-options": "nosniff",
    });
    expect(headers["content-encoding"]).toBeUndefined();

    const last = bytes - 1;
    for (const [range, first, end] of [
      ["bytes=0-1", 0, 1],
      ["bytes=0-", 0, last],
      ["bytes=-500", bytes - 500, last],
      [`bytes=${last}-`, last, last],
      [`bytes=${last}-${bytes + 99}`, last, last],
      ["bytes=1000-1999", 1000, 1999],
      [`bytes=-${bytes + 1}`, 0, last],
    ] as const) {
      const part = await get({ range });
      expect(part.status(), range).toBe(206);
      expect(part.headers()).toMatchObject({
        "content-range": `bytes ${first}-${end}/${bytes}`,
        "content-length": String(end - first + 1),
        etag,
      });
      expect(part.headers()["content-encoding"]).toBeUndefined();
      expect((await part.body()).equals(song.subarray(first, end + 1)), range).toBe(true);
    }

    for (const range of [`bytes=${bytes}-`, `bytes=${bytes + 5}-${bytes + 9}`, "bytes=-0"]) {
      const refused = await get({ range });
      expect(refused.status(), range).toBe(416);
      expect(refused.headers()["content-range"]).toBe(`bytes */${bytes}`);
    }

    for (const ignored of ["bytes=x", "lines=0-1", "bytes=9-1", "bytes", ""]) {
      const all = await get({ range: ignored });
      expect(all.status(), ignored).toBe(200);
      expect((await all.body()).length).toBe(bytes);
    }
  });

  test("goes by what a browser has already", async ({ request }) => {
    const { token, bytes } = await finishedSong();
    const address = `/share/${token}/audio`;
    const { etag = "" } = (await request.head(address)).headers();
    const range = "bytes=0-9";
    for (const [headers, status] of [
      [{ range, "if-range": etag }, 206],
      [{ range, "if-range": '"of-another-song"' }, 200],
      [{ range, "if-range": `W/${etag}` }, 200],
      [{ range, "if-range": "Wed, 21 Oct 2015 07:28:00 GMT" }, 200],
      [{ "if-none-match": etag }, 304],
      [{ "if-none-match": `"x", ${etag}` }, 304],
      [{ "if-none-match": '"x"' }, 200],
      [{ "if-none-match": etag, range }, 304],
    ] as const) {
      const response = await request.get(address, { headers });
      expect(response.status(), JSON.stringify(headers)).toBe(status);
      expect((await response.body()).length).toBe(status === 206 ? 10 : status === 304 ? 0 : bytes);
    }
  });

  test("answers HEAD without the song, and nothing but reading", async ({ request }) => {
    const { token, bytes } = await finishedSong();
    const address = `/share/${token}/audio`;
    const head = await request.head(address);
    expect(head.status()).toBe(200);
    expect(head.headers()).toMatchObject({ "content-length": String(bytes), "accept-ranges": "bytes" });
    expect((await head.body()).length).toBe(0);
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await request.fetch(address, { method });
      expect(response.status(), method).toBe(405);
      expect(response.headers().allow).toBe("GET, HEAD");
    }
  });

  test("is gone with its link, the page at once and the next range within a second", async ({ request }) => {
    const token = await withDatabase(async (sql) => {
      const [row] = await sql<{ share_token: string }[]>`
        select share_token from public.song_variants
        where generation_status = 'complete' and audio_bytes is not null
          and share_revoked_at is null and share_expires_at is null order by id desc limit 1`;
      return row?.share_token ?? "";
    });
    const first = await request.get(`/share/${token}/audio`, { headers: { range: "bytes=0-9" } });
    expect(first.status()).toBe(206);
    const { etag = "" } = first.headers();
    // Another token makes the old link unknown.
    await withDatabase(
      (sql) => sql`
      update public.song_variants set share_token = gen_random_uuid() where share_token = ${token}`,
    );
    expect((await request.get(`/share/${token}`)).status()).toBe(404);
    const next = { range: "bytes=10-19", "if-range": etag, "if-none-match": etag };
    const nextRange = async () => [(await request.get(`/share/${token}/audio`, { headers: next })).status()];
    await expectWithinASecond(nextRange, [404]);
  });
});
