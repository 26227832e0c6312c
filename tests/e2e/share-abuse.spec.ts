import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext } from "@playwright/test";
import { forgetLimits, withDatabase } from "./database";
import { expectWithinASecond } from "./link-ends";
import { NOBODY, startServerBeside } from "./server-beside";
import { changeLink, makeSong } from "./shared-songs";
import { expect, test } from "./test";

const DOORS = ["", "/audio", "/download", "/artwork.png", "/embed"];

const { sessionSecret }: { sessionSecret: string } = JSON.parse(
  readFileSync(join(process.env.E2E_LOCAL_DIR ?? "", "secrets.json"), "utf8"),
);

const servers: Awaited<ReturnType<typeof startServerBeside>>[] = [];

/** Another server of the same site, for one test. */
async function anotherServer(changes: Record<string, string>) {
  const server = await startServerBeside(changes);
  servers.push(server);
  return server;
}

test.beforeEach(forgetLimits);
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** All that a visitor is told, but for what is another in every answer. */
async function toldBy(request: APIRequestContext, address: string): Promise<string> {
  const response = await request.get(address);
  const headers = response
    .headersArray()
    .filter(({ name }) => !/^(date|x-request-id)$/i.test(name))
    .map(({ name, value }) => `${name}: ${value}`);
  const told = `${response.status()}\n${headers.join("\n")}\n${await response.text()}`;
  return told.replace(/nonce[-=]"?[^"'\s;>]+/g, "nonce");
}

test("an unknown, a malformed, a revoked, an expired and a replaced link look alike at every door", async ({
  request,
}) => {
  const hour = 3_600_000;
  const revoked = await makeSong({ share_revoked_at: new Date(), allow_embed: true, allow_download: true });
  const expired = await makeSong({ share_expires_at: new Date(Date.now() - hour), allow_embed: true });
  const replaced = await makeSong({ allow_embed: true });
  await withDatabase(
    (sql) => sql`update public.song_variants set share_token = gen_random_uuid() where id = ${replaced.id}`,
  );
  const links = { unknown: randomUUID(), malformed: "x", revoked: revoked.token, expired: expired.token };
  for (const door of DOORS) {
    const expected = await toldBy(request, `/share/${replaced.token}${door}`);
    expect(expected).toMatch(/^404\n/);
    for (const [kind, token] of Object.entries(links))
      expect(await toldBy(request, `/share/${token}${door}`), `${kind}${door}`).toBe(expected);
  }
});

test("a link that ends is dead at every door within a second, on each of two servers", async ({
  request,
}) => {
  const song = await makeSong({ allow_download: true, allow_embed: true });
  const other = await anotherServer({ LOG_LEVEL: "silent" });
  const range = { range: "bytes=100-199" };
  const statuses = () =>
    Promise.all(
      ["", other.site].flatMap((site) =>
        DOORS.map(async (door) => {
          const response = await request.get(`${site}/share/${song.token}${door}`, { headers: range });
          return response.status();
        }),
      ),
    );
  const alive = [200, 206, 206, 200, 200];
  for (const ending of [
    { share_revoked_at: new Date() },
    { share_expires_at: new Date(Date.now() - 1_000), share_revoked_at: null },
  ]) {
    await changeLink(song.id, { share_revoked_at: null, share_expires_at: null });
    await expect.poll(statuses).toEqual([...alive, ...alive]);
    await changeLink(song.id, ending);
    await expectWithinASecond(statuses, Array(10).fill(404));
  }
});

test("guesses count on all servers together, and shut nobody's link on any", async ({ request }) => {
  const { token } = await makeSong();
  const other = await anotherServer({ LOG_LEVEL: "silent", SESSION_SECRET: sessionSecret });
  const guess = async (number: number) => {
    const site = number % 2 ? other.site : "";
    return (await request.get(`${site}/share/${randomUUID()}/audio`)).status();
  };
  const statuses: number[] = [];
  for (let number = 0; number < 64; number++) statuses.push(await guess(number));
  expect(statuses).toEqual([...Array(60).fill(404), 429, 429, 429, 429]);
  for (const site of ["", other.site])
    for (const door of DOORS.slice(0, 2))
      expect((await request.get(`${site}/share/${token}${door}`)).status(), site + door).toBe(200);
});

test("a link that is flooded is refused by all servers, at every door, and no other is", async ({
  request,
}) => {
  const { token } = await makeSong();
  const calm = await makeSong();
  const other = await anotherServer({ LOG_LEVEL: "silent", SESSION_SECRET: sessionSecret });
  const statusAt = async (site: string) => (await request.head(`${site}/share/${token}/audio`)).status();
  // The database is told of ten together; then the flood so far is made up, and its last drops fall here and there.
  for (let drop = 0; drop < 10; drop++) await statusAt("");
  const floodSoFar = () =>
    withDatabase(
      (sql) => sql`update desk.share_limits set requests = 5960 where key like 'link:%' returning key`,
    );
  await expect.poll(floodSoFar).toHaveLength(1);
  for (let drop = 0; drop < 15; drop++)
    for (const site of ["", other.site]) expect(await statusAt(site)).toBe(200);
  for (const site of ["", other.site]) {
    await expect.poll(() => statusAt(site), { intervals: [20] }).toBe(429);
    const refused = await request.get(`${site}/share/${token}`);
    expect(refused.status()).toBe(429);
    expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
    expect((await request.get(`${site}/share/${calm.token}`)).status()).toBe(200);
  }
});

test("no token is in a log, however much is logged and whatever goes wrong", async ({ request }) => {
  const { token } = await makeSong({ allow_download: true, allow_embed: true });
  const wrong = randomUUID();
  const sound = await anotherServer({ LOG_LEVEL: "debug" });
  const broken = await anotherServer({ LOG_LEVEL: "debug", SUPABASE_URL: NOBODY });
  for (const { site, log } of [sound, broken]) {
    for (const each of [token, wrong])
      for (const door of [...DOORS, ".data", "/audio/", "/../share"])
        await request.get(`${site}/share/${each}${door}`, { headers: { referer: `${site}/share/${each}` } });
    await expect.poll(() => log().match(/"path":"\/share\/#/g)?.length ?? 0).toBeGreaterThan(10);
    for (const each of [token, wrong]) expect(log()).not.toContain(each);
  }
  expect(broken.log()).toContain("a shared song failed");
});
