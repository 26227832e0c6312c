import { setTimeout as wait } from "node:timers/promises";
import { Refusal } from "./refusal.ts";
import type { Renderer } from "./renderer.ts";
import { type Delivery, deliveryOf, simulatedRefusalOf, simulatedTryOf } from "./simulated-failure.ts";
import type { SongOrder } from "./song-order.ts";

/** A song's state, as it is answered. */
export type SongState =
  | { status: "running" }
  | { status: "succeeded" }
  | { status: "failed"; error: { code: string; message: string } };

interface Song {
  state: SongState;
  delivery?: Delivery;
  /** Resolves, and never rejects, when the state is the last one. */
  ended: Promise<void>;
}

/** At most 130 MB of audio. When there are more, the oldest is dropped and no longer found. */
const KEPT = 100;

/** What the songs are made with. */
export interface SongsOptions {
  renderer: Renderer;
  /** Of each song; absent: 19 to 28 s as the music wants. */
  durationSeconds?: number | undefined;
  /** How long a question about a song that is not finished waits for its answer. */
  holdMs: number;
  /** Ends what waits. */
  stopping: AbortSignal;
}

/** The songs ordered last. They are kept in memory only: the desk fetches a song once, as soon as it is finished. */
export class Songs {
  private readonly songs = new Map<string, Song>();

  constructor(private readonly options: SongsOptions) {}

  /**
   * Starts making a song, unless it has been ordered before.
   *
   * @throws Refusal when the order says that this try fails
   */
  async order(order: SongOrder): Promise<void> {
    if (this.songs.has(order.id)) return;
    const tried = simulatedTryOf(order);
    const refusal = simulatedRefusalOf(order, tried);
    if (refusal) {
      await wait(tried.delayMs, undefined, { signal: this.options.stopping });
      throw refusal;
    }
    const song: Song = {
      state: { status: "running" },
      ended: this.make(order, tried.delayMs).then(
        (audio) => {
          song.delivery = deliveryOf(order, tried.failure, audio);
          song.state = { status: "succeeded" };
        },
        (error: unknown) => {
          song.state = { status: "failed", error: { code: "internal", message: String(error) } };
        },
      ),
    };
    this.songs.set(order.id, song);
    for (const oldest of this.songs.keys()) {
      if (this.songs.size <= KEPT) break;
      this.songs.delete(oldest);
    }
  }

  private async make({ id, mood, genre }: SongOrder, delayMs: number): Promise<Uint8Array> {
    if (delayMs > 0) await wait(delayMs, undefined, { signal: this.options.stopping });
    // A variant that is generated again is to be a different song, so the id, which is new each time, is the seed.
    const { renderer, durationSeconds } = this.options;
    return renderer.render({ seed: id, mood, genre, ...(durationSeconds && { durationSeconds }) });
  }

  /**
   * How far a song is. Answers as soon as it is finished, or after holdMs.
   *
   * @param gone aborted when the answer has been sent or the client has gone
   * @throws Refusal 404
   */
  async stateOf(id: string, gone: AbortSignal): Promise<SongState> {
    const song = this.find(id);
    await Promise.race([song.ended, wait(this.options.holdMs, undefined, { signal: gone })]);
    return song.state;
  }

  /** @throws Refusal 404 when there is no such song, 409 when it is not finished */
  deliveryOf(id: string): Delivery {
    const { delivery } = this.find(id);
    if (!delivery) throw new Refusal(409, "not_finished", `Song ${id} is not finished.`);
    return delivery;
  }

  private find(id: string): Song {
    const song = this.songs.get(id);
    if (!song) throw new Refusal(404, "not_found", `There is no song ${id}.`);
    return song;
  }
}
