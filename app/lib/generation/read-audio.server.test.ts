import { describe, expect, it } from "vitest";
import { audioTypeOf } from "./audio-type.server";
import { readAudio } from "./read-audio.server";
import { sampleWav } from "./sample-wav.server";

/** Silent MPEG-1 Layer III frames at 44.1 kHz, 1,152 samples each; those of 128 kbit/s have 417 bytes. */
function silentMp3(frames: number, [bytes, bitrate] = [417, 0x90]): Uint8Array {
  const frame = Buffer.alloc(bytes);
  frame.set([0xff, 0xfb, bitrate, 0x64]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

/** A WAV file as an encoder writes it that streams: without knowing what sizes to put into its headers. */
function streamedWav(riff: number, data: number): Buffer {
  const streamed = Buffer.from(wav);
  streamed.writeUInt32LE(riff, 4);
  streamed.writeUInt32LE(data, 40);
  return streamed;
}

const wav = sampleWav(new Float32Array(22_050 * 1.5).fill(0.1), 22_050);

describe("readAudio", () => {
  it("reads the duration of a WAV file", async () => {
    expect(await readAudio(wav)).toEqual({
      audio: wav,
      durationMs: 1500,
      contentType: "audio/wav",
      fileExtension: "wav",
    });
  });

  it("reads the duration of an MP3 file that does not state it", async () => {
    const facts = await readAudio(silentMp3(100));
    expect(facts).toMatchObject({ contentType: "audio/mpeg", fileExtension: "mp3" });
    expect(Math.abs(facts.durationMs - (100 * 1152_000) / 44_100)).toBeLessThan(60);
  });

  it.each([
    ["FFFFFFFF", 0xffff_ffff, 0xffff_ffff],
    ["0", 0, 0],
    ["2 GiB", 0x7fff_f024, 0x7fff_f000],
    ["0 for the whole alone", 0, wav.length - 44],
    ["FFFFFFFF for the sound alone", wav.length - 8, 0xffff_ffff],
  ])("D13 takes a streamed WAV file with sizes of %s, and writes the true ones", async (_, riff, data) => {
    for (const after of [[], [0]]) {
      const facts = await readAudio(Buffer.concat([streamedWav(riff, data), Buffer.from(after)]));
      expect(facts.durationMs).toBe(1500);
      if (after.length === 0) expect(Buffer.compare(facts.audio, wav)).toBe(0);
    }
  });

  it("D13 takes a WAV file of unknown size with other chunks before the sound", async () => {
    const junk = Buffer.from("junk\x03\0\0\0abc\0", "latin1");
    const bytes = Buffer.concat([wav.subarray(0, 36), junk, wav.subarray(36)]);
    bytes.writeUInt32LE(0, 4);
    bytes.writeUInt32LE(0xffff_ffff, 52);
    const { audio, durationMs } = await readAudio(bytes);
    expect(durationMs).toBe(1500);
    expect(Buffer.from(audio).readUInt32LE(52)).toBe(wav.length - 44);
  });

  it("D13 takes an MP3 file after zeros, and cuts those", async () => {
    const mp3 = silentMp3(100);
    const facts = await readAudio(Buffer.concat([Buffer.alloc(5_000), mp3]));
    expect(facts).toMatchObject({ contentType: "audio/mpeg", durationMs: 2612 });
    expect(Buffer.compare(facts.audio, mp3)).toBe(0);
  });

  it("D13 counts the frames of an MP3 file whose bitrate varies and whose header does not tell", async () => {
    // A quiet beginning of 64 kbit/s, from which four times the length would follow, then 320 kbit/s.
    const parts = [silentMp3(300, [208, 0x50]), silentMp3(1_000, [1044, 0xe0])];
    const ms = Math.round((1_300 * 1152_000) / 44_100);
    expect((await readAudio(Buffer.concat(parts))).durationMs).toBe(ms);
    const tag = Buffer.from("ID3\x04\0\0\0\0\x01\x00", "latin1");
    const tagged = Buffer.concat([tag, Buffer.alloc(128, 0xff), ...parts, Buffer.alloc(128, "TAG")]);
    expect((await readAudio(tagged)).durationMs).toBe(ms);
  });

  it("D13 does not count an encoder's table of contents as sound", async () => {
    const contents = Buffer.from(silentMp3(1));
    contents.write("Xing", 36);
    const { durationMs } = await readAudio(Buffer.concat([contents, silentMp3(100)]));
    expect(durationMs).toBe(2612);
  });

  it("reads bytes that lie in the middle of a larger buffer", async () => {
    const whole = Buffer.concat([Buffer.from("before"), wav]);
    expect((await readAudio(whole.subarray(6))).durationMs).toBe(1500);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["nothing, which is a failure (D13)", new Uint8Array(), /the file is empty/],
    ["zeros alone", new Uint8Array(4_000), /4000 bytes begin with/],
    [
      "a page",
      Buffer.from('<!doctype html><p class="x">502'),
      /begin with "<!doctype html><p class='x'>502"/,
    ],
    ["JSON", Buffer.from('{"error":"gone"}'), /16 bytes begin with/],
    ["noise", Buffer.from([0, 1, 2, 3, 250, 251]), /begin with "\?\?\?\?\?\?"/],
    ["a cut WAV file", wav.slice(0, 20_000), /cut short, 46194 bytes/],
    ["a cut WAV header", wav.slice(0, 20), /cut short/],
    ["a WAV file without a sound", sampleWav(new Float32Array(0), 22_050), /duration is 0 s/],
    [
      "a damaged WAV header",
      Buffer.from("RIFF\x04\0\0\0WAVE", "latin1"),
      /header is damaged|duration is 0 s/,
    ],
    ["a lonely MP3 tag", Buffer.from("ID3\x04\0\0\0\0\0\0", "latin1"), /header is damaged|duration is 0 s/],
    ["the start of an MP3 frame", Buffer.from([0xff, 0xfb, 0x90, 0x64]), /header is damaged|duration is 0 s/],
  ])("refuses %s", async (_, bytes, message) => {
    await expect(readAudio(bytes)).rejects.toMatchObject({
      name: "BadAudio",
      code: "bad_audio",
      message: expect.stringMatching(message),
    });
  });
});

describe("audioTypeOf", () => {
  it("goes by the bytes", () => {
    expect(audioTypeOf(wav)?.contentType).toBe("audio/wav");
    expect(audioTypeOf(silentMp3(1))?.contentType).toBe("audio/mpeg");
    expect(audioTypeOf(Buffer.from("ID3\x04rest"))?.contentType).toBe("audio/mpeg");
    expect(audioTypeOf(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toBeNull(); // Layer I
    expect(audioTypeOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBeNull(); // a JPEG
    expect(audioTypeOf(new Uint8Array())).toBeNull();
  });
});
