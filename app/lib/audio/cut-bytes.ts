/**
 * Passes on a part of a stream of bytes, and stops the source when that part is out, when the consumer cancels, or
 * when the signal aborts: on Node 20 a fetch may have forgotten its own signal by the time its body is read.
 * Nothing is read ahead of the consumer.
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
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let toSkip = skip;
  let left = take;
  let onAbort = () => {};

  async function stop(reason: unknown): Promise<void> {
    signal?.removeEventListener("abort", onAbort);
    await reader.cancel(reason);
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        onAbort = () => {
          controller.error(signal?.reason);
          // The consumer is told the signal's reason; how the source takes it is nobody's concern.
          stop(signal?.reason).catch(() => undefined);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        if (signal?.aborted) onAbort();
      },
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
        // A source that has more is cut off; one that has ended keeps its connection for the next request.
        stop(undefined).catch(() => undefined);
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}
