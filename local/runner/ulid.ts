import { randomBytes } from "node:crypto";

// Crockford's base 32, as the ULID format has it (https://github.com/ulid/spec).
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ENTROPY_BYTES = 10;

function encode(value: bigint, length: number): string {
  let text = "";
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

/**
 * A sortable unique id.
 *
 * @param ms time part, milliseconds since the epoch
 * @param entropy ten bytes; random when left out
 */
export function ulid(ms: number = Date.now(), entropy: Buffer = randomBytes(ENTROPY_BYTES)): string {
  return encode(BigInt(Math.trunc(ms)), 10) + encode(BigInt(`0x${entropy.toString("hex")}`), 16);
}

/**
 * The id of the event at `index` of one request. The client sends the same seed when it repeats a request
 * whose answer it never saw, so that a repetition names the same events. A missing or malformed seed gives a
 * random id.
 *
 * @param seed the header `x-inngest-event-id-seed`: milliseconds, comma, ten bytes in base64
 */
export function eventIdOf(seed: string | undefined, index: number): string {
  const [time, encoded] = seed?.split(",") ?? [];
  const ms = Number(time);
  const entropy = Buffer.from(encoded ?? "", "base64");
  if (!time || !Number.isSafeInteger(ms) || ms < 0 || entropy.length !== ENTROPY_BYTES) return ulid();
  entropy.writeUInt32BE((entropy.readUInt32BE(6) + index) >>> 0, 6);
  return ulid(ms, entropy);
}
