import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { fingerprintOf } from "../../app/lib/log.server.ts";
import { openSharePage } from "../../app/lib/share/open-share-page.server.ts";
import { shareAudio } from "../../app/lib/share/share-audio.server.ts";
import { shareMessage } from "../../app/lib/share/share-message.server.ts";
import { renderSong } from "../../local/song-api/render.ts";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const stack = sharedStack();
const { db, sql } = connectDesk(stack);
// The environment is read once: this file is the server that hands songs over.
process.env.AUDIO_DELIVERY = "signed-url";

let audio: Uint8Array;
beforeAll(async () => {
  audio = renderSong({ seed: "a shared song", mood: "happy", genre: "pop" });
});

/** A finished song as it was before peaks were kept. */
async function makeSong() {
  const variant = await makeVariant(sql, await makeOrder(sql, await makeCustomer(sql)), 1, "pending");
  const path = `${randomUUID()}/1.wav`;
  const { error } = await db.storage.from("songs").upload(path, audio, { contentType: "audio/wav" });
  expect(error).toBeNull();
  await sql`
    update public.song_variants
    set generation_status = 'complete', completed_at = now(), storage_path = ${path}, duration_ms = 20000,
      audio_bytes = ${audio.byteLength}, audio_type = 'audio/wav', allow_download = true
    where id = ${variant.id}`;
  return { ...variant, path };
}

const ask = (token: string, init: RequestInit = {}, toKeep = false) =>
  shareAudio(new Request(`http://desk.test/share/${token}/audio`, init), { token, address: "::1", toKeep });

describe("with AUDIO_DELIVERY=signed-url", () => {
  test("a listener is sent to Storage for ten minutes, and nobody else may keep the answer", async () => {
    const { share_token: token, path } = await makeSong();
    const response = await ask(token);
    expect([response.status, response.headers.get("cache-control")]).toEqual([302, "private, no-store"]);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.origin).toBe(new URL(stack.supabaseUrl).origin);
    expect(location.pathname).toContain(path);
    const [, claims = ""] = (location.searchParams.get("token") ?? "").split(".");
    const { iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(exp - iat).toBe(600);
    // By anybody, without a key, in parts.
    const part = await fetch(location, { headers: { range: "bytes=100-199" } });
    expect(part.status).toBe(206);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(audio.slice(100, 200));
  });

  test("a file to keep has the song's name", async () => {
    const { share_token: token } = await makeSong();
    const location = (await ask(token, {}, true)).headers.get("location") ?? "";
    expect(new URL(location).searchParams.get("download")).toBe("A birthday song for Rosa.wav");
  });

  test("HEAD is answered here, and a link that was revoked is handed no address", async () => {
    const { id, share_token: token } = await makeSong();
    const head = await ask(token, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(audio.byteLength)]);
    await sql`update public.song_variants set share_revoked_at = now() where id = ${id}`;
    await expect(ask(token)).rejects.toMatchObject({ status: 404, code: "no_song" });
  });

  test("a file that is gone is not found, and a path out of the bucket is refused", async () => {
    const song = await makeSong();
    await db.storage.from("songs").remove([song.path]);
    await expect(ask(song.share_token)).rejects.toMatchObject({ status: 404, code: "audio_missing" });
    const elsewhere = `../${randomUUID()}.wav`;
    await sql`update public.song_variants set storage_path = ${elsewhere} where id = ${song.id}`;
    await expect(ask(song.share_token)).rejects.toMatchObject({ status: 500 });
  });
});

describe("S19 a listener", () => {
  const listen = (token: string, address: string, agent: string) =>
    shareAudio(new Request(`http://desk.test/share/${token}/audio`, { headers: { "user-agent": agent } }), {
      token,
      address,
    });
  const playsOf = async (id: string) =>
    (await sql<{ plays: number }[]>`select plays from desk.song_plays where variant_id = ${id}`)[0]?.plays ??
    0;

  test("is an address, or of IPv6 its network, once a day for a link, whatever sixty browsers it says to be", async () => {
    const [song, other] = [await makeSong(), await makeSong()];
    for (let n = 0; n < 60; n++)
      await listen(song.share_token, `2001:db8:1:2::${n}`, `Mozilla/5.0 Browser/${n}`);
    await expect.poll(() => playsOf(song.id)).toBe(1);
    await listen(song.share_token, "192.0.2.7", "Mozilla/5.0 Browser/1");
    await expect.poll(() => playsOf(song.id)).toBe(2);
    for (let n = 0; n < 60; n++) await listen(song.share_token, "192.0.2.7", `Mozilla/5.0 Browser/${n}`);
    await listen(other.share_token, "192.0.2.7", "Mozilla/5.0 Browser/1");
    await expect.poll(() => playsOf(other.id)).toBe(1);
    expect(await playsOf(song.id)).toBe(2);
  });
});

/** Opens the page as a browser does, or as whatever `headers` say. */
const openPage = (token: string, headers: Record<string, string> = {}, method = "GET", embedded = false) =>
  openSharePage(
    {
      params: { token },
      request: new Request(`http://desk.test/share/${token}`, {
        method,
        headers: {
          "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1",
          ...headers,
        },
      }),
    },
    { embedded },
  );

describe("a link that is opened", () => {
  test("is a line in the order's timeline the first time, and not by robots, the staff, or a frame that may not show it", async () => {
    const { id, share_token: token } = await makeSong();
    const lines = () => sql`select actor_name, order_id, after from desk.activity
      where subject_id = ${id} and action = 'share_link_opened'`;
    await openPage(token, { "user-agent": "facebookexternalhit/1.1" });
    await openPage(token, { "user-agent": "" });
    await openPage(token, { "sec-purpose": "prefetch" });
    await openPage(token, { cookie: "reprise-session=somebody" });
    await openPage(token, {}, "HEAD");
    // Not allowed by the giver: nobody has seen anything.
    await expect(openPage(token, {}, "GET", true)).rejects.toMatchObject({ init: { status: 404 } });
    // What is not recorded leaves nothing to wait for; the other song's opening comes after all of these.
    const other = await makeSong();
    await openPage(other.share_token);
    const openings = () => sql`select 1 from desk.song_openings where variant_id = ${other.id}`;
    await expect.poll(openings).toHaveLength(1);
    expect(await lines()).toEqual([]);

    await Promise.all([openPage(token), openPage(token), openPage(token)]);
    await openPage(token);
    await expect.poll(lines).toHaveLength(1);
    expect(await lines()).toMatchObject([{ actor_name: "Reprise", after: { variant_number: 1 } }]);
    const again = await db.rpc("record_opening", { p_variant_id: id });
    expect(again.data).toBe(false);
    expect(await lines()).toHaveLength(1);
  });
});

test("A18 the customer's message is on no page, unless the shop says so", async () => {
  const { id, share_token: token } = await makeSong();
  await sql`update public.customizations set message = 'Tell nobody but the singer.'
    where id = (select o.customization_id from public.orders o
      join public.song_variants v on v.order_id = o.id where v.id = ${id})`;
  expect((await openPage(token)).view.message).toBeNull();
  expect(await shareMessage(db, id)).toBe("Tell nobody but the singer.");
});

describe("a song from before waveforms were kept", () => {
  const open = (token: string) => openPage(token);
  const hasPeaks = async (token: string) => (await open(token)).song.peaks !== null;

  test("has one for the next visitor, made from its audio", async () => {
    const { share_token: token } = await makeSong();
    expect((await open(token)).song.peaks).toBeNull();
    await expect.poll(() => hasPeaks(token)).toBe(true);
    const { peaks } = (await open(token)).song;
    expect(Math.max(...(peaks ?? []))).toBe(255);
  });

  test("A17 has one when it is from before the desk, too: its row tells neither size nor type nor length", async () => {
    const { id, share_token: token } = await makeSong();
    await sql`update public.song_variants
      set audio_bytes = null, audio_type = null, duration_ms = null, completed_at = null where id = ${id}`;
    await expect.poll(() => hasPeaks(token)).toBe(true);
  });

  test("that cannot be read is shown without, and holds up no other", async () => {
    const { share_token: token, path } = await makeSong();
    const options = { contentType: "audio/wav", upsert: true };
    await db.storage.from("songs").upload(path, Buffer.alloc(audio.byteLength, "no song"), options);
    const other = await makeSong();
    await open(token);
    // One at a time: the other song's waveform is made when this one has been given up.
    await expect.poll(() => hasPeaks(other.share_token)).toBe(true);
    expect(await hasPeaks(token)).toBe(false);
  });
});

describe("a link that is flooded", () => {
  test("is refused with the time to wait, at every door, and no other link is", async () => {
    const { share_token: token } = await makeSong();
    const { share_token: other } = await makeSong();
    // What other servers have counted in this minute.
    await sql`
      insert into desk.share_limits (key, requests, window_ends)
      values (${`link:${fingerprintOf(token)}`}, 6000, now() + interval '50 seconds')`;
    const asked = () => ask(token, { method: "HEAD" }).catch((thrown: unknown) => thrown);
    await expect.poll(asked, { interval: 5 }).toMatchObject({ status: 429, code: "too_many" });
    await expect(ask(token)).rejects.toMatchObject({ retryAfterSeconds: expect.any(Number) });
    const page = await openPage(token).catch((thrown: unknown) => thrown);
    expect(page).toMatchObject({ data: "too_many", init: { status: 429 } });
    expect(Number(Object(page).init.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask(other, { method: "HEAD" })).status).toBe(200);
  });
});
