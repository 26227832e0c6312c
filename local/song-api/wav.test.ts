import { expect, it } from "vitest";
import { encodeWav } from "./wav.ts";

it("writes samples as 16 bits, limited to what these hold, with sizes that are true", () => {
  const wav = Buffer.from(encodeWav(Float32Array.of(0, 0.5, -0.5, 1, -1, 2, -2), 22_050));
  expect(wav.toString("latin1", 0, 4) + wav.toString("latin1", 8, 16)).toBe("RIFFWAVEfmt ");
  expect([wav.readUInt32LE(4), wav.readUInt32LE(40), wav.length]).toEqual([50, 14, 58]);
  expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt32LE(28)]).toEqual([1, 22_050, 44_100]);
  const samples = Array.from({ length: 7 }, (_, index) => wav.readInt16LE(44 + 2 * index));
  expect(samples).toEqual([0, 16_384, -16_383, 32_767, -32_767, 32_767, -32_767]);
});
