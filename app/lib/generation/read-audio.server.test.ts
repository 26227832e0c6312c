import { describe, expect, it } from "vitest";
import { audioTypeOf } from "./audio-type.server";
import { readAudio } from "./read-audio.server";
import { encodeWav } from "./wav.server";

/** Silent MPEG-1 Layer III frames: 128 kbit/s at 44.1 kHz, 417 bytes and 1,152 samples each. */
function silentMp3(frames: number): Uint8Array {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

const wav = encodeWav(new Float32Array(22_050 * 1.5).fill(0.1), 22_050);

describe("readAudio", () => {
  it("reads the duration of a WAV file", async () => {
    expect(await readAudio(wav)).toEqual({
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

  it("reads bytes that lie in the middle of a larger buffer", async () => {
    const whole = Buffer.concat([Buffer.from("before"), wav]);
    expect((await readAudio(whole.subarray(6))).durationMs).toBe(1500);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(), /the file is empty/],
    [
      "a page",
      Buffer.from('<!doctype html><p class="x">502'),
      /begin with "<!doctype html><p class='x'>502"/,
    ],
    ["JSON", Buffer.from('{"error":"gone"}'), /16 bytes begin with/],
    ["noise", Buffer.from([0, 1, 2, 3, 250, 251]), /begin with "\?\?\?\?\?\?"/],
    ["a cut WAV file", wav.slice(0, 20_000), /cut short, 46194 bytes/],
    ["a cut WAV header", wav.slice(0, 20), /cut short/],
    ["a WAV file without a sound", encodeWav(new Float32Array(0), 22_050), /duration is 0 s/],
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
