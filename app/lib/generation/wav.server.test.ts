import { describe, expect, it } from "vitest";
import { sampleWav } from "./sample-wav.server";
import { samplesOfWav } from "./wav.server";

/** A WAV file of two channels: the first has these samples, as they are written, the second their opposites. */
function wavOf(
  code: number,
  bits: number,
  write: (file: Buffer, at: number, side: 1 | -1) => void,
): Uint8Array {
  const extensible = code === 0xfffe;
  const header = Buffer.alloc(extensible ? 60 : 36);
  header.write("RIFF");
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(header.length - 20, 16);
  header.writeUInt16LE(code, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt16LE(bits, 34);
  if (extensible) header.writeUInt16LE(1, 44);
  const data = Buffer.alloc(8 + bits / 4);
  data.write("data");
  data.writeUInt32LE(bits / 4, 4);
  write(data, 8, 1);
  write(data, 8 + bits / 8, -1);
  return Buffer.concat([header, data]);
}

const read = (audio: Uint8Array) => [...samplesOfWav(audio)].flatMap((part) => [...part]);

describe("the samples of a WAV file", () => {
  it("are those that were encoded", () => {
    const samples = Float32Array.of(0, 0.5, -0.5, 1, -1);
    for (const [index, sample] of read(sampleWav(samples, 22_050)).entries())
      expect(sample).toBeCloseTo(samples[index] ?? Number.NaN, 4);
  });

  it.each([
    ["8 bits", wavOf(1, 8, (file, at, side) => file.writeUInt8(128 + side * 64, at))],
    ["16 bits", wavOf(1, 16, (file, at, side) => file.writeInt16LE(side * 2 ** 14, at))],
    ["24 bits", wavOf(1, 24, (file, at, side) => file.writeIntLE(side * 2 ** 22, at, 3))],
    ["32 bits", wavOf(1, 32, (file, at, side) => file.writeInt32LE(side * 2 ** 30, at))],
    ["floating point", wavOf(3, 32, (file, at, side) => file.writeFloatLE(side / 2, at))],
    ["double precision", wavOf(3, 64, (file, at, side) => file.writeDoubleLE(side / 2, at))],
    ["an extended format", wavOf(0xfffe, 16, (file, at, side) => file.writeInt16LE(side * 2 ** 14, at))],
  ])("are read from the first channel: %s", (_name, audio) => {
    expect(read(audio)).toEqual([0.5]);
  });

  it("are refused in what is compressed, cut short or damaged", () => {
    const whole = wavOf(1, 16, (file, at) => file.writeInt16LE(1, at));
    const withoutChannels = Buffer.from(whole).fill(0, 22, 24);
    for (const audio of [wavOf(2, 16, () => {}), whole.slice(0, 36), withoutChannels])
      expect(() => read(audio)).toThrow(/WAV/);
    expect(() => read(whole.slice(0, 24))).toThrow();
  });
});
