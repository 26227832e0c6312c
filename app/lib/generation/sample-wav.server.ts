/**
 * A WAV file of 16 bits and one channel, for tests.
 *
 * @param samples -1 to 1
 * @param rate samples a second
 */
export function sampleWav(samples: Float32Array, rate: number): Uint8Array {
  const sound = Buffer.from(Int16Array.from(samples, (sample) => Math.round(sample * 32_767)).buffer);
  const format = Buffer.from("WAVEfmt \x10\0\0\0\x01\0\x01\0____----\x02\0\x10\0", "latin1");
  format.writeUInt32LE(rate, 16);
  format.writeUInt32LE(rate * 2, 20);
  const chunk = (id: string, size: number) => {
    const head = Buffer.from(`${id}size`);
    head.writeUInt32LE(size, 4);
    return head;
  };
  const parts = [chunk("RIFF", 36 + sound.length), format, chunk("data", sound.length), sound];
  return new Uint8Array(Buffer.concat(parts));
}
