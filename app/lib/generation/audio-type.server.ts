/** The two kinds of audio that every browser plays and that Storage accepts. */
export interface AudioType {
  contentType: "audio/wav" | "audio/mpeg";
  /** Without the dot. */
  fileExtension: "wav" | "mp3";
}

const WAV: AudioType = { contentType: "audio/wav", fileExtension: "wav" };
const MP3: AudioType = { contentType: "audio/mpeg", fileExtension: "mp3" };

/**
 * Tells the kind of audio by its first bytes, which unlike a header or a file name are never a guess.
 * @returns null when it is neither WAV nor MP3
 */
export function audioTypeOf(bytes: Uint8Array): AudioType | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (start.startsWith("RIFF") && start.slice(8) === "WAVE") return WAV;
  if (start.startsWith("ID3")) return MP3;
  // A frame of MPEG audio begins with eleven set bits, then a version and a layer; 01 is Layer III.
  const [first = 0, second = 0] = bytes;
  const version = (second >> 3) & 3;
  return first === 0xff && second >> 5 === 7 && version !== 1 && ((second >> 1) & 3) === 1 ? MP3 : null;
}
