/**
 * Passes on a part of a stream of bytes, and stops the source when that part is out, or when nobody wants it any
 * more. Nothing is read ahead of the consumer.
 *
 * @param source is locked from here on
 * @param skip bytes to leave out at the beginning
 * @param take bytes to pass on, at least 1
 * @returns a stream that breaks with an error when the source ends early: a shorter body must not look whole
 */
export function cutBytes(
  source: ReadableStream<Uint8Array>,
  skip: number,
  take: number,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let toSkip = skip;
  let left = take;

  /** A source that has ended keeps its connection for the next request; one that goes on is cut off. */
  async function finish(): Promise<void> {
    const { done } = await reader.read();
    if (!done) await reader.cancel();
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (left > 0) {
          const { done, value } = await reader.read();
          if (done) throw new Error(`The audio ended ${left} bytes early.`);
          const rest = value.subarray(Math.min(toSkip, value.length));
          toSkip -= value.length - rest.length;
          if (rest.length === 0) continue;
          const part = rest.subarray(0, left);
          left -= part.length;
          controller.enqueue(part);
          break;
        }
        if (left > 0) return;
        controller.close();
        // All bytes are delivered: how the source ends is no longer anybody's concern.
        finish().catch(() => undefined);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
