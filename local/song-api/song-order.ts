import { createHash } from "node:crypto";
import { z } from "zod";
import { Refusal } from "./refusal.ts";

const LONGEST_KEY = 200;

/** The body of an order, as docs/song-api.md describes it. Strict, so that a field the page does not have is noticed. */
export const songOrderSchema = z.strictObject({
  recipient_name: z.string(),
  occasion: z.string(),
  genre: z.string(),
  mood: z.string(),
  language: z.string(),
  message: z.string().nullable(),
  variant_number: z.number().int().min(1).max(5),
  try_number: z.number().int().min(0),
  options: z.unknown(),
});

/** A song that is ordered. */
export interface SongOrder extends z.infer<typeof songOrderSchema> {
  /** Made from the idempotency key: the same key orders the same song. */
  id: string;
  /** Different for each try, as a real provider's is, and the same each time the tests run. */
  requestId: string;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Refusal(400, "invalid_json", `The body is not JSON: ${String(error)}.`);
  }
}

/**
 * Reads an order.
 *
 * @param key the header Idempotency-Key
 * @throws Refusal 400, which names the field that is wrong
 */
export function readSongOrder(body: string, key: string | undefined): SongOrder {
  if (!key || key.length > LONGEST_KEY)
    throw new Refusal(
      400,
      "invalid_idempotency_key",
      `The header Idempotency-Key has to have 1 to ${LONGEST_KEY} characters.`,
    );
  const parsed = songOrderSchema.safeParse(parseJson(body));
  if (!parsed.success) throw new Refusal(400, "invalid_order", z.prettifyError(parsed.error));
  const hash = createHash("sha256").update(key).digest("hex");
  return { ...parsed.data, id: `song_${hash.slice(0, 24)}`, requestId: `req_${hash.slice(-16)}` };
}
