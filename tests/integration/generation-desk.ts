import { beforeAll } from "vitest";
import { generateVariant } from "../../app/lib/generation/generate-variant.server.ts";
import type { SongRequest } from "../../app/lib/generation/provider.server.ts";
import { cancelGeneration } from "../../app/lib/orders/cancel-generation.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import type { SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { renderSong } from "../../local/song-api/render.ts";
import { makeCustomer, makeOrder, makeStaff, type Order } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, type SupabaseAddress, sharedStack } from "./desk.ts";

/**
 * What the tests of generating share: somebody who asks, orders, and runs that a test drives.
 *
 * @param stack where, when it is not the one that all tests share
 */
export function connectGeneration(stack: SupabaseAddress = sharedStack()) {
  const { db, sql } = connectDesk(stack);

  let ana: string;
  let audio: Uint8Array;
  beforeAll(async () => {
    ana = (await makeStaff(sql, "Ana Agent")).id;
    audio = renderSong({ seed: "one", mood: "happy", genre: "pop", durationSeconds: 2 });
  });

  const newOrder = async () => makeOrder(sql, await makeCustomer(sql));
  const ask = (
    order: Order,
    variantNumbers: number[],
    more: object = {},
    send: SendEvents = recordingSender().send,
  ) =>
    requestGeneration(
      db,
      send,
      { orderId: order.id, variantNumbers, actorId: ana, reason: "Again.", requestId: requestId(), ...more },
      12,
    );
  const cancel = (order: Order, variantNumbers: number[]) =>
    cancelGeneration(db, {
      orderId: order.id,
      variantNumbers,
      actorId: ana,
      reason: "Ordered twice.",
      requestId: requestId(),
    });
  const variantsOf = (order: Order) => sql`
    select variant_number as number, generation_status as status, completed_at, duration_ms, generation_event_id as event
    from public.song_variants where order_id = ${order.id} order by 1`;
  const lettersOf = (order: Order) => sql`select * from public.failed_jobs where order_id = ${order.id}`;
  const actionsOf = async (order: Order) =>
    (await sql`select action from desk.activity where order_id = ${order.id} order by id`).map(
      ({ action }) => action,
    );

  /** A run's try at one variant, with a provider that does `during` before it delivers. */
  async function run(
    order: Order,
    eventId: string,
    number = 1,
    during?: () => Promise<unknown>,
    brief?: object,
  ) {
    const asked: SongRequest[] = [];
    const provider = {
      async generate(request: SongRequest) {
        asked.push(request);
        await during?.();
        return { audio, contentType: "audio/wav", fileExtension: "wav" };
      },
    };
    const request = { orderId: order.id, variantNumber: number, eventId, tryNumber: 0, brief };
    return { result: await generateVariant(db, provider, request), asked };
  }

  const silence = (order: Order) => sql`
    update public.song_variants set generation_alive_until = now() - interval '1 second' where order_id = ${order.id}`;

  return { db, sql, ana: () => ana, newOrder, ask, cancel, variantsOf, lettersOf, actionsOf, run, silence };
}
