import type { LiveMessage } from "~/lib/live/live-schemas";
import { SILENT_AFTER_MS } from "~/lib/live/live-schemas";

/** A stream that has not said a word after this is kept back by something on the way. */
const FIRST_WORD_WITHIN_MS = 5_000;
/** How often the desk asks where there is no stream. */
const ASK_EVERY_MS = 5_000;
/** A server that does not answer is asked less and less often, between these. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** How news come: by the stream, by asking, or not at all. */
export type LiveMode = "connecting" | "live" | "polling" | "stale";

export interface LiveStatus {
  mode: LiveMode;
  /** When the server was last heard, in ms since 1970; null until then. */
  heardAt: number | null;
}

/** What an open stream says. */
export interface StreamEvents {
  /** A message, or without one a beat. */
  heard: (position: string, message: LiveMessage | null) => void;
  failed: () => void;
}

/** What a connection is made of; a test gives others. */
export interface LiveParts {
  /** The position to begin at; null to begin now. */
  since: string | null;
  /** Opens the stream at a position. @returns closes it */
  openStream: (since: string | null, events: StreamEvents) => () => void;
  /** Asks once. Rejects when there is no answer. */
  ask: (since: string | null, signal: AbortSignal) => Promise<LiveMessage>;
  /** @param begun whether this is the first message, before which nothing is known */
  onMessage: (message: LiveMessage, begun: boolean) => void;
  onStatus: (status: LiveStatus) => void;
  /** Whether the server refuses whoever asks, so that asking again is of no use. */
  isRefusal: (error: unknown) => boolean;
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1), LONGEST_PAUSE_MS);
}

/**
 * Keeps hearing what is new: by a stream; by asking while the stream does not come through; and by trying both ever less
 * often while nobody answers. Whatever happens it goes on from where it was. This is the desk's only source of "something
 * has changed". Its timers fetch only while the stream is down.
 */
export class LiveConnection {
  readonly #parts: LiveParts;
  #position: string | null;
  #status: LiveStatus = { mode: "connecting", heardAt: null };
  #running = false;
  #closeStream: (() => void) | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #nextStream: ReturnType<typeof setTimeout> | undefined;
  /** Not null while the desk asks, be it that it waits for an answer or to ask again. */
  #asking: AbortController | null = null;
  #nextAsk: ReturnType<typeof setTimeout> | undefined;
  #streamFailures = 0;
  #askFailures = 0;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#position = parts.since;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#openStream();
  }

  /** Asks and hears nothing more until it is started again, and goes on then from where it was. */
  stop(): void {
    this.#running = false;
    this.#dropStream();
    clearTimeout(this.#nextStream);
    this.#stopAsking();
    this.#streamFailures = 0;
    this.#askFailures = 0;
  }

  #say(mode: LiveMode, heard: boolean): void {
    this.#status = { mode, heardAt: heard ? Date.now() : this.#status.heardAt };
    this.#parts.onStatus(this.#status);
  }

  #take(message: LiveMessage): void {
    const begun = this.#position === null;
    this.#position = message.position;
    this.#parts.onMessage(message, begun);
  }

  #openStream(): void {
    this.#dropStream();
    clearTimeout(this.#nextStream);
    this.#listenFor(FIRST_WORD_WITHIN_MS);
    const close = this.#parts.openStream(this.#position, {
      heard: (position, message) => {
        if (this.#closeStream !== close) return;
        this.#streamFailures = 0;
        this.#askFailures = 0;
        this.#stopAsking();
        this.#listenFor(SILENT_AFTER_MS);
        if (message) this.#take(message);
        this.#position = position;
        this.#say("live", true);
      },
      failed: () => {
        if (this.#closeStream === close) this.#streamFailed();
      },
    });
    this.#closeStream = close;
  }

  #listenFor(ms: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#streamFailed(), ms);
  }

  #dropStream(): void {
    clearTimeout(this.#silence);
    const close = this.#closeStream;
    this.#closeStream = null;
    close?.();
  }

  #streamFailed(): void {
    this.#dropStream();
    this.#streamFailures += 1;
    this.#nextStream = setTimeout(() => this.#openStream(), pauseAfter(this.#streamFailures));
    if (this.#asking) return;
    this.#asking = new AbortController();
    void this.#ask(this.#asking.signal);
  }

  #stopAsking(): void {
    this.#asking?.abort();
    this.#asking = null;
    clearTimeout(this.#nextAsk);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      const message = await this.#parts.ask(this.#position, signal);
      if (signal.aborted) return;
      this.#askFailures = 0;
      this.#take(message);
      this.#say("polling", true);
    } catch (error) {
      if (signal.aborted) return;
      this.#askFailures += 1;
      this.#say("stale", false);
      if (this.#parts.isRefusal(error)) {
        this.stop();
        return;
      }
    }
    const pause = this.#askFailures > 0 ? pauseAfter(this.#askFailures) : ASK_EVERY_MS;
    this.#nextAsk = setTimeout(() => void this.#ask(signal), pause);
  }
}
