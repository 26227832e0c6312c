import { setTimeout as wait } from "node:timers/promises";
import { audioTypeOf } from "./audio-type.server";
import type { GeneratedSong, SongProvider, SongRequest } from "./provider.server";
import { SongProviderError } from "./provider-errors.server";
import { quoted, SongApi, type SongApiCall, type SongState } from "./song-api.server";

/** Where the song API is and how patient to be with it; the defaults suit a song of a few minutes. */
export interface HttpProviderSettings {
  /** Base address; /songs is added to it. */
  baseUrl: string;
  /** Sent as a bearer token, to the base address's own origin only. */
  apiKey?: string;
  /** For each request. Default 20,000. */
  requestTimeoutMs?: number;
  /** From submission to the song's last byte. Default 120,000. */
  overallTimeoutMs?: number;
  /** Between two questions about a song's state. Default 2,000. */
  pollIntervalMs?: number;
  /** Of the song. Default 50 MiB, as Storage takes them. */
  maxAudioBytes?: number;
  /** Whether the song may come by http, and from an address of the own network. Default false. */
  allowPrivateAudio?: boolean;
}

const PASSING_FAILURES = 3; // in a row: a song that is being made is not given up for one bad answer

/**
 * A client of a JSON song API: POST {base}/songs, GET {base}/songs/{id} until it is finished, download.
 * @throws TypeError when baseUrl is not an address
 */
export function createHttpProvider(settings: HttpProviderSettings): SongProvider {
  const { baseUrl, apiKey, requestTimeoutMs = 20_000, maxAudioBytes = 50 * 1024 * 1024 } = settings;
  const { overallTimeoutMs = 120_000, pollIntervalMs = 2_000, allowPrivateAudio = false } = settings;
  const api = new SongApi({ baseUrl, apiKey, requestTimeoutMs, maxAudioBytes, allowPrivateAudio });
  return {
    async generate(request: SongRequest, signal?: AbortSignal): Promise<GeneratedSong> {
      const deadline = Date.now() + overallTimeoutMs;
      const call = { remainingMs: () => deadline - Date.now(), signal };
      const id = await api.submit(request, call);
      const finished = await untilFinished(api, id, call, pollIntervalMs, overallTimeoutMs);
      const audioUrl = audioUrlOf(api, id, finished);
      const { body, headers } = await api.download(audioUrl, call);
      // Storage services often send a bare "binary/octet-stream", so the bytes have the first word.
      const announced = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
      const type = audioTypeOf(body) ?? {
        contentType: announced || "application/octet-stream",
        fileExtension: "bin",
      };
      return { audio: body, ...type };
    },
  };
}

async function untilFinished(
  api: SongApi,
  id: string,
  call: SongApiCall,
  pollIntervalMs: number,
  overallTimeoutMs: number,
): Promise<SongState> {
  const overdue = () =>
    api.error(
      "provider_timeout",
      `The song provider did not finish song ${quoted(id)} within ${overallTimeoutMs / 1000} s`,
    );
  for (let failures = 0; ; ) {
    let pauseMs = pollIntervalMs;
    try {
      const state = await api.state(id, call);
      if (state.status === "succeeded" || state.status === "failed") return state;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!(error instanceof SongProviderError) || !error.retriable) throw error;
      if (call.remainingMs() <= 0) throw overdue();
      pauseMs = Math.max(pauseMs, (error.retryAfterSeconds ?? 0) * 1000);
      if (failures > PASSING_FAILURES || pauseMs >= call.remainingMs()) throw error;
    }
    if (pauseMs >= call.remainingMs()) throw overdue();
    await wait(pauseMs, undefined, { signal: call.signal }).catch((error: unknown) => {
      call.signal?.throwIfAborted(); // the caller's own reason, not the timer's AbortError
      throw error;
    });
  }
}

function audioUrlOf(api: SongApi, id: string, { status, audio_url, error }: SongState): string {
  if (status === "failed") {
    if (error?.code === "moderation") throw api.moderationError(error.message);
    const reason = `${quoted(error?.code ?? "unknown")}: ${quoted(error?.message ?? "no reason given")}`;
    throw api.error("provider_unavailable", `The song provider failed to make song ${quoted(id)}, ${reason}`);
  }
  if (!audio_url) throw api.error("bad_response", `Song ${quoted(id)} succeeded without an audio_url`);
  return audio_url;
}
