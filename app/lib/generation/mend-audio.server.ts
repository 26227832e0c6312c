import { audioTypeOf } from "./audio-type.server";
import { chunksOf } from "./wav.server";

/** An encoder that streams writes 0, the largest number, or one near 2 GiB, since it cannot go back to write the size. */
const isUnknown = (size: number) => size === 0 || size >= 0x7fff_0000;

/** Writes the true sizes into a WAV file that was streamed. */
function withSizes(audio: Uint8Array): Uint8Array {
  const wav = Buffer.from(audio);
  let frameBytes = 1;
  for (const { id, from, size } of chunksOf(wav)) {
    if (id === "fmt " && from + 14 <= wav.length) frameBytes = wav.readUInt16LE(from + 12) || 1;
    if (id !== "data") continue;
    const rest = wav.length - from;
    // Without a sound, what follows is the next chunk.
    const isOther = /^(LIST|id3 |INFO)/.test(wav.toString("latin1", from, from + 4));
    if (!isUnknown(size) || rest === 0 || isOther || (size > 0 && size <= rest)) break;
    const whole = rest - (rest % frameBytes);
    wav.writeUInt32LE(whole, from - 4);
    wav.writeUInt32LE(from + whole - 8, 4);
    return new Uint8Array(wav.subarray(0, from + whole));
  }
  if (!isUnknown(wav.readUInt32LE(4)) || wav.readUInt32LE(4) + 8 === wav.length) return audio;
  wav.writeUInt32LE(wav.length - 8, 4);
  return new Uint8Array(wav);
}

/**
 * Makes of audio as real encoders write it what every browser plays and seeks in: zeros before the beginning go, and the
 * sizes that an encoder did not know are written.
 *
 * @returns the same bytes when there is nothing to mend
 */
export function mendAudio(audio: Uint8Array): Uint8Array {
  const start = audio.findIndex((byte) => byte !== 0);
  const begun = start > 0 && audioTypeOf(audio.subarray(start)) ? audio.subarray(start) : audio;
  return audioTypeOf(begun)?.contentType === "audio/wav" ? withSizes(begun) : begun;
}
