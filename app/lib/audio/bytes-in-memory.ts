/**
 * A stream of bytes that are in memory already; nothing of them is copied. Whoever writes it to a socket may take
 * `bytes` and write them at once: through the stream a song of a megabyte costs several times as much.
 */
export class BytesInMemory extends ReadableStream<Uint8Array> {
  constructor(readonly bytes: Uint8Array) {
    super(
      {
        pull(controller) {
          controller.enqueue(bytes);
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }
}
