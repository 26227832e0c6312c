/** A chunk of a WAV file. */
interface Chunk {
  id: string;
  /** Where what is in it begins. */
  from: number;
  size: number;
}

/** The chunks of a WAV file, as their headers say. */
export function* chunksOf(wav: Buffer): Generator<Chunk> {
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = wav.readUInt32LE(at + 4);
    yield { id: wav.toString("latin1", at, at + 4), from: at + 8, size };
    at += 8 + size + (size % 2);
  }
}

/** What the chunk "fmt " says (Microsoft, Multimedia Programming Interface, 1991): 1 is PCM, 3 floating point. */
interface WavFormat {
  code: number;
  channels: number;
  bits: number;
}

const PCM = 1;
const FLOAT = 3;
/** The format is in the chunk's extension. */
const EXTENSIBLE = 0xfffe;

function formatOf(wav: Buffer, from: number, size: number): WavFormat {
  const code = wav.readUInt16LE(from);
  return {
    code: code === EXTENSIBLE && size >= 26 ? wav.readUInt16LE(from + 24) : code,
    channels: wav.readUInt16LE(from + 2),
    bits: wav.readUInt16LE(from + 14),
  };
}

/** How a sample is read, from -1 to 1; undefined for what is not read here. */
function readerOf(wav: Buffer, { code, bits }: WavFormat): ((at: number) => number) | undefined {
  if (code === FLOAT && bits === 32) return (at) => wav.readFloatLE(at);
  if (code === FLOAT && bits === 64) return (at) => wav.readDoubleLE(at);
  if (code !== PCM) return undefined;
  // Eight bits are without a sign.
  if (bits === 8) return (at) => wav.readUInt8(at) / 128 - 1;
  return [16, 24, 32].includes(bits) ? (at) => wav.readIntLE(at, bits / 8) / 2 ** (bits - 1) : undefined;
}

/** Frames that are read at once: 12 s of a CD, some milliseconds of work. */
const FRAMES_AT_ONCE = 1 << 19;

/**
 * The samples of a WAV file's first channel, some seconds at a time, so that others get their turn in between.
 *
 * @param audio a whole WAV file of PCM with 8, 16, 24 or 32 bits, or of floating point
 * @throws Error when it is of another kind, or has no samples
 */
export function* samplesOfWav(audio: Uint8Array): Generator<Float32Array> {
  const wav = Buffer.from(audio.buffer, audio.byteOffset, audio.length);
  let format: WavFormat | undefined;
  for (const { id, from, size } of chunksOf(wav)) {
    if (id === "fmt ") format = formatOf(wav, from, size);
    if (id !== "data" || !format) continue;
    const read = readerOf(wav, format);
    const frameBytes = (format.channels * format.bits) / 8;
    if (!read || frameBytes === 0)
      throw new Error(`a WAV of format ${format.code} with ${format.bits} bits is not read`);
    const frames = Math.floor(Math.min(size, wav.length - from) / frameBytes);
    for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
      const samples = new Float32Array(Math.min(FRAMES_AT_ONCE, frames - first));
      for (let index = 0; index < samples.length; index++)
        samples[index] = read(from + (first + index) * frameBytes);
      yield samples;
    }
    return;
  }
  throw new Error("the WAV has no samples");
}
