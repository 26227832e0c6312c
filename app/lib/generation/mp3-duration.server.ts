// Kilobits a second of Layer III by the header's index, and samples a second (ISO/IEC 11172-3 and 13818-3, 2.4.2.3).
const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44_100, 48_000, 32_000];

interface Frame {
  bytes: number;
  seconds: number;
}

/** The frame that begins at a place, or null. A free bitrate is not told, so such a frame has no known length. */
function frameAt(audio: Buffer, at: number): Frame | null {
  if (at + 4 > audio.length) return null;
  const header = audio.readUInt32BE(at);
  const version = (header >>> 19) & 3; // 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5
  if (header >>> 21 !== 0x7ff || version === 1 || ((header >>> 17) & 3) !== 1) return null;
  const bitrate = (version === 3 ? BITRATES_1 : BITRATES_2)[(header >>> 12) & 15];
  const base = SAMPLE_RATES[(header >>> 10) & 3];
  if (!bitrate || !base) return null;
  const rate = version === 3 ? base : version === 2 ? base / 2 : base / 4;
  const samples = version === 3 ? 1152 : 576;
  const bytes = Math.floor((samples * bitrate * 125) / rate) + ((header >>> 9) & 1);
  return at + bytes > audio.length ? null : { bytes, seconds: samples / rate };
}

/** Where the sound begins: behind a tag, whose length is four times seven bits. */
function afterTag(audio: Buffer): number {
  if (audio.length < 10 || audio.toString("latin1", 0, 3) !== "ID3") return 0;
  const [a = 0, b = 0, c = 0, d = 0] = audio.subarray(6, 10);
  return 10 + ((a << 21) | (b << 14) | (c << 7) | d);
}

/** Whether a frame carries an encoder's table of contents in the place of sound; players skip it. */
function isTableOfContents(audio: Buffer, at: number, { bytes }: Frame): boolean {
  return /Xing|Info|VBRI/.test(audio.toString("latin1", at + 4, at + Math.min(bytes, 48)));
}

/**
 * How long an MP3 plays, by counting its frames: what its first bitrate lets expect is wrong for a varying one, and an
 * encoder that streams cannot say how much is to follow.
 *
 * @returns seconds; 0 when there is no frame whose length is known
 */
export function mp3Seconds(bytes: Uint8Array): number {
  const audio = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let seconds = 0;
  let first = true;
  let inStep = false;
  for (let at = afterTag(audio); at < audio.length; ) {
    const frame = frameAt(audio, at);
    // Out of step, eleven set bits may be anything: a frame is one when another follows it, or the end.
    const next = frame ? at + frame.bytes : 0;
    if (frame && (inStep || next === audio.length || frameAt(audio, next))) {
      if (!first || !isTableOfContents(audio, at, frame)) seconds += frame.seconds;
      first = false;
      inStep = true;
      at = next;
    } else {
      inStep = false;
      at = audio.indexOf(0xff, at + 1);
      if (at < 0) break;
    }
  }
  return seconds;
}
