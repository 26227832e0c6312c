import { log } from "~/lib/log.server";
import { BEAT_EVERY_MS, type LiveMessage, POLL_EVERY_MS } from "./live-schemas";
import { type LivePoll, saysSomething } from "./poll-live.server";

/** A database that does not answer is asked less often, up to this. */
const LONGEST_PAUSE_MS = 10_000;

/** Somebody who listens. */
export interface Listener {
  staffId: string;
  /** Their session at Auth, with which the stream ends; null when it has no id. */
  sessionId?: string | null;
  /** Takes a message; without one it is a beat: up to the position nothing has changed. */
  hear: (position: string, message: LiveMessage | null) => void;
  /** Nothing more will be told: they are no staff any longer, their session has ended, or the database could not be asked. */
  end: () => void;
}

/** Asks the database, as `pollLive` does. */
export type Poll = (
  since: string | null,
  staffIds: readonly string[],
  sessionIds: readonly string[],
) => Promise<LivePoll>;

/** A listener, and what all have heard since they came, until they have been told what they had missed before. */
interface Seat {
  listener: Listener;
  held: LiveMessage[] | null;
}

/**
 * Looks for changes once for all who listen at this server, and only while somebody does. Each look goes on from the
 * position of the one before, so that nothing is left out, however late a transaction commits.
 */
export class LiveHub {
  readonly #poll: Poll;
  readonly #everyMs: number;
  readonly #beatMs: number;
  readonly #seats = new Set<Seat>();
  #last: LiveMessage | null = null;
  #heardAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(poll: Poll, { everyMs = POLL_EVERY_MS, beatMs = BEAT_EVERY_MS } = {}) {
    this.#poll = poll;
    this.#everyMs = everyMs;
    this.#beatMs = beatMs;
  }

  /** How many listen. */
  get size(): number {
    return this.#seats.size;
  }

  /**
   * Begins to tell somebody what changes: first what they have missed, as one message, then what all hear. Within the
   * second in which they come they may hear something twice, and never less than once.
   *
   * @param since the position up to which they have heard everything; null when they come new
   * @returns stops it
   */
  listen(listener: Listener, since: string | null): () => void {
    const seat: Seat = { listener, held: [] };
    this.#seats.add(seat);
    void this.#welcome(seat, since);
    return () => this.#leave(seat);
  }

  async #welcome(seat: Seat, since: string | null): Promise<void> {
    try {
      const { message } = await this.#poll(since, [], []);
      if (!this.#seats.has(seat)) return;
      this.#last ??= message;
      const held = seat.held ?? [];
      seat.held = null;
      for (const each of [message, ...held]) seat.listener.hear(each.position, each);
      this.#goOn(this.#everyMs);
    } catch (error) {
      log().warn({ err: error }, "a listener could not be told what they have missed");
      this.#dismiss(seat);
    }
  }

  #goOn(inMs: number): void {
    if (this.#timer !== undefined || this.#seats.size === 0) return;
    const timer = setTimeout(async () => {
      const pause = await this.#look();
      // All have left meanwhile; whoever has come since is looked for anew.
      if (this.#timer !== timer) return;
      this.#timer = undefined;
      this.#goOn(pause);
    }, inMs);
    this.#timer = timer;
  }

  /** Looks once, tells all. @returns after how many ms to look again */
  async #look(): Promise<number> {
    const asked = [...this.#seats];
    try {
      const { message, active, sessions } = await this.#poll(
        this.#last?.position ?? null,
        asked.map((seat) => seat.listener.staffId),
        asked.flatMap((seat) => seat.listener.sessionId ?? []),
      );
      this.#failures = 0;
      for (const seat of asked) {
        const { staffId, sessionId } = seat.listener;
        const isSignedIn = !sessionId || sessions.includes(sessionId);
        if (!active.includes(staffId) || !isSignedIn) this.#dismiss(seat);
      }
      this.#tell(message);
      return this.#everyMs;
    } catch (error) {
      // No beat either: whoever listens notices that it is silent, and says so.
      this.#failures += 1;
      log().warn({ err: error }, "the live stream could not look for changes");
      return Math.min(this.#everyMs * 2 ** Math.min(this.#failures, 10), LONGEST_PAUSE_MS);
    }
  }

  #tell(message: LiveMessage): void {
    const news = saysSomething(message, this.#last);
    this.#last = message;
    if (!news && Date.now() - this.#heardAt < this.#beatMs) return;
    this.#heardAt = Date.now();
    for (const seat of this.#seats) {
      if (seat.held === null) seat.listener.hear(message.position, news ? message : null);
      else if (news) seat.held.push(message);
    }
  }

  #dismiss(seat: Seat): void {
    if (!this.#seats.has(seat)) return;
    this.#leave(seat);
    seat.listener.end();
  }

  #leave(seat: Seat): void {
    this.#seats.delete(seat);
    if (this.#seats.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Whoever comes next begins where they are, not where the last one left.
    this.#last = null;
  }
}
