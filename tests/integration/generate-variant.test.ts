import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { songsBucket } from "../../app/lib/env.server.ts";
import { generateVariant } from "../../app/lib/generation/generate-variant.server.ts";
import type { GeneratedSong, SongRequest } from "../../app/lib/generation/provider.server.ts";
import { renderSong } from "../../local/song-api/render.ts";
import { makeCustomer, makeOrder, makeVariant, type Order } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let audio: Uint8Array;
let order: Order;
beforeAll(async () => {
  audio = renderSong({ seed: "one", mood: "happy", genre: "pop", durationSeconds: 2 });
});
beforeEach(async () => {
  order = await makeOrder(sql, await makeCustomer(sql));
});

const wav = (bytes: Uint8Array = audio): GeneratedSong => ({
  audio: bytes,
  contentType: "audio/wav",
  fileExtension: "wav",
});

/** A provider that delivers this, and keeps what it was asked. */
function delivering(deliver: () => GeneratedSong | Promise<GeneratedSong>) {
  const asked: SongRequest[] = [];
  return {
    asked,
    async generate(request: SongRequest) {
      asked.push(request);
      return deliver();
    },
  };
}

const ask = (eventId = `event-${randomUUID()}`) => ({
  orderId: order.id,
  variantNumber: 1,
  eventId,
  tryNumber: 2,
});

async function variantRow() {
  const [row] = await sql`
    select generation_status as status, storage_path, duration_ms, audio_bytes, audio_type, completed_at,
      generation_event_id as event from public.song_variants where order_id = ${order.id} and variant_number = 1`;
  if (!row) throw new Error("there is no variant");
  return row;
}

async function stored(path: string): Promise<Buffer | null> {
  const { data } = await db.storage.from(songsBucket()).download(path);
  return data && Buffer.from(await data.arrayBuffer());
}

const completions = async () =>
  (await sql`select 1 from desk.activity where order_id = ${order.id} and action = 'variant_completed'`)
    .length;

describe("a variant that is pending", () => {
  test("is made from what the customer asked for, stored, and marked complete", async () => {
    await makeVariant(sql, order, 1, "pending");
    const provider = delivering(() => wav());
    const request = ask();
    expect(await generateVariant(db, provider, request)).toBe("complete");
    expect(provider.asked).toEqual([
      {
        orderId: order.id,
        variantNumber: 1,
        requestId: request.eventId,
        tryNumber: 2,
        recipientName: "Rosa",
        occasion: "birthday",
        genre: "pop",
        mood: "happy",
        language: "en",
        message: null,
        options: {},
      },
    ]);
    const row = await variantRow();
    expect(row).toMatchObject({
      status: "complete",
      audio_bytes: audio.byteLength,
      audio_type: "audio/wav",
      completed_at: expect.any(Date),
      event: null,
    });
    expect(Math.abs(row.duration_ms - 2_000)).toBeLessThan(1_000);
    expect(await stored(row.storage_path)).toEqual(Buffer.from(audio));
    expect(row.storage_path).not.toContain(order.id);
    expect(await completions()).toBe(1);
  });

  test("is generating meanwhile", async () => {
    await makeVariant(sql, order, 1, "pending");
    const request = ask();
    const seen: unknown[] = [];
    const provider = delivering(async () => {
      seen.push(await variantRow());
      return wav();
    });
    await generateVariant(db, provider, request);
    expect(seen).toMatchObject([{ status: "generating", event: request.eventId }]);
  });
});

describe("a step that is run again", () => {
  test("finds the variant complete, and asks nobody", async () => {
    await makeVariant(sql, order, 1, "pending");
    const request = ask();
    await generateVariant(
      db,
      delivering(() => wav()),
      request,
    );
    const before = await variantRow();
    const provider = delivering(() => wav());
    expect(await generateVariant(db, provider, request)).toBe("already_complete");
    expect([provider.asked, await variantRow()]).toEqual([[], before]);
    expect(await completions()).toBe(1);
  });

  test("leaves what it uploaded to be removed when it died before it could say so", async () => {
    await makeVariant(sql, order, 1, "pending");
    const request = ask();
    const uploaded: string[] = [];
    const dying = new Proxy(db, {
      get(target, key) {
        const value = Reflect.get(target, key);
        if (key !== "rpc") return typeof value === "function" ? value.bind(target) : value;
        return (name: string, args: { p_storage_path?: string }) => {
          if (name !== "complete_variant_generation") return target.rpc(name as never, args as never);
          uploaded.push(args.p_storage_path ?? "");
          throw new Error("killed");
        };
      },
    });
    await expect(
      generateVariant(
        dying,
        delivering(() => wav()),
        request,
      ),
    ).rejects.toThrow("killed");
    expect(await variantRow()).toMatchObject({ status: "generating", event: request.eventId });
    const other = renderSong({ seed: "two", mood: "calm", genre: "jazz", durationSeconds: 2 });
    expect(
      await generateVariant(
        db,
        delivering(() => wav(other)),
        request,
      ),
    ).toBe("complete");
    const { storage_path } = await variantRow();
    expect(await stored(storage_path)).toEqual(Buffer.from(other));
    // What was uploaded first is on the list of files to remove, and what plays is not.
    const discarded = await sql`select path from desk.discarded_files where user_id = ${order.customer.id}`;
    expect(discarded.map(({ path }) => path)).toEqual(expect.arrayContaining(uploaded));
    expect(discarded.map(({ path }) => path)).not.toContain(storage_path);
  });
});

describe("a request that a newer one has replaced", () => {
  const takeOver = () => sql`
    update public.song_variants set generation_event_id = 'newer', generation_status = 'pending'
    where order_id = ${order.id}`;

  test("before it began asks nobody and changes nothing", async () => {
    await makeVariant(sql, order, 1, "pending");
    await takeOver();
    const before = await variantRow();
    const provider = delivering(() => wav());
    expect(await generateVariant(db, provider, ask())).toBe("superseded");
    expect(provider.asked).toEqual([]);
    expect(await variantRow()).toEqual(before);
  });

  test("while it was made leaves the variant to the newer one", async () => {
    await makeVariant(sql, order, 1, "pending");
    const provider = delivering(async () => {
      await takeOver();
      return wav();
    });
    expect(await generateVariant(db, provider, ask())).toBe("superseded");
    expect(await variantRow()).toMatchObject({ status: "pending", event: "newer", completed_at: null });
    expect(await completions()).toBe(0);
  });
});

describe("what goes wrong", () => {
  test.each([
    [
      "an error page in the place of a song",
      () => Buffer.from("<!doctype html><title>502</title>"),
      /begin with/,
    ],
    ["a song cut short", () => audio.slice(0, audio.length / 3), /cut short/],
    ["nothing at all", () => new Uint8Array(), /empty/],
  ])("%s is bad audio, and is not stored", async (_what, bytes, message) => {
    await makeVariant(sql, order, 1, "pending");
    const request = ask();
    await expect(
      generateVariant(
        db,
        delivering(() => wav(bytes())),
        request,
      ),
    ).rejects.toMatchObject({
      name: "BadAudio",
      retriable: true,
      message: expect.stringMatching(message),
    });
    expect(await variantRow()).toMatchObject({
      status: "generating",
      event: request.eventId,
      // As makeVariant() left it.
      storage_path: `${order.id}/1.wav`,
      audio_bytes: null,
    });
    expect(await completions()).toBe(0);
  });

  test("what a provider says of the type does not count: the song is stored as what its bytes are", async () => {
    await makeVariant(sql, order, 1, "pending");
    const mislabelled = { audio, contentType: "application/octet-stream", fileExtension: "bin" };
    const provider = delivering(() => mislabelled);
    expect(await generateVariant(db, provider, ask())).toBe("complete");
    expect(await variantRow()).toMatchObject({ status: "complete", audio_bytes: audio.byteLength });
  });

  test("a variant that is not there is no error: its order may have been deleted meanwhile", async () => {
    const provider = delivering(() => wav());
    expect(await generateVariant(db, provider, ask())).toBe("not_found");
    expect(provider.asked).toEqual([]);
  });
});
