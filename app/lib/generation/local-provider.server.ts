import { setTimeout as wait } from "node:timers/promises";
import type { GeneratedSong, SongProvider, SongRequest } from "./provider.server";
import { renderSong } from "./render.server";
import { simulatedBadAudio, simulatedErrorOf, simulatedTryOf } from "./simulated-failure.server";

/** Waits, or rejects with the signal's own reason: the timer alone would hide it behind an AbortError. */
async function waitFor(milliseconds: number, signal?: AbortSignal) {
  await wait(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}

/**
 * A provider that needs nobody else: it composes and renders the song itself, and fails when the order says
 * so (customizations.provider_options.simulate), so that every failure can be shown and tested.
 * @param durationSeconds 2 to 29 s for each song; absent: 19 to 28 s as the music wants
 */
export function createLocalProvider({ durationSeconds }: { durationSeconds?: number } = {}): SongProvider {
  return {
    async generate(request: SongRequest, signal?: AbortSignal): Promise<GeneratedSong> {
      signal?.throwIfAborted();
      const simulated = simulatedTryOf(request);
      if (simulated.delayMs > 0) await waitFor(simulated.delayMs, signal);
      const error = simulatedErrorOf(request, simulated);
      if (error) throw error;
      const { orderId, variantNumber, requestId, tryNumber, mood, genre } = request;
      // Whoever asks for a variant again did not like the song that it was.
      const seed = `${orderId}:${variantNumber}:${requestId}:${tryNumber}`;
      const audio = await renderSong({ seed, mood, genre, durationSeconds });
      signal?.throwIfAborted();
      if (simulated.failure === "bad_audio") return simulatedBadAudio(request, audio);
      if (simulated.failure === "storage_refused") {
        // Good audio under a type that the bucket does not take: Storage itself has to refuse it.
        return { audio, contentType: "application/octet-stream", fileExtension: "bin" };
      }
      return { audio, contentType: "audio/wav", fileExtension: "wav" };
    },
  };
}
