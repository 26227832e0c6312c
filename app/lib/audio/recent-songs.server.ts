/** Bytes: songs that are kept, and as many again that are on their way in or out. Four of three minutes each as MP3. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The songs that were last played whole, in memory: a song that goes round a family is read from Storage once. Those
 * played longest ago make room. Nothing here says who may listen; that is asked before, each time.
 */
export class RecentSongs {
  /** In the order of their last use. */
  private readonly songs = new Map<string, Uint8Array>();
  private readonly incoming = new Map<string, number>();
  /** Songs that had to make room, while a slow listener may still hold one: they take room until they are really gone. */
  private outgoing: WeakRef<ArrayBufferLike>[] = [];

  constructor(private readonly mostBytes = MOST_BYTES) {}

  /** @param version names the bytes, not only the place where they lie: what is kept never changes */
  find(version: string): Uint8Array | undefined {
    const song = this.songs.get(version);
    if (song) {
      this.songs.delete(version);
      this.songs.set(version, song);
    }
    return song;
  }

  /**
   * Passes on a whole song, and keeps it once it has come to its end. It is only passed on when somebody else is
   * reading it already, or when there is no room.
   *
   * @param source has just `bytes` bytes, or breaks with an error; it is locked from here on
   */
  keep(version: string, bytes: number, source: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const room = this.mostBytes - sum(this.incoming.values()) - this.stillHeld();
    if (bytes > room || this.incoming.has(version) || this.songs.has(version)) return source;
    this.incoming.set(version, bytes);
    const copy = new Uint8Array(bytes);
    const reader = source.getReader();
    let at = 0;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await reader.read();
            if (!done) {
              copy.set(value, at);
              at += value.length;
              controller.enqueue(value);
              return;
            }
            this.incoming.delete(version);
            this.add(version, copy);
            controller.close();
          } catch (error) {
            this.incoming.delete(version);
            throw error;
          }
        },
        cancel: (reason) => {
          this.incoming.delete(version);
          return reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  private add(version: string, song: Uint8Array): void {
    this.songs.set(version, song);
    let bytes = sum([...this.songs.values()].map(({ byteLength }) => byteLength));
    for (const [oldest, { buffer, byteLength }] of this.songs) {
      if (bytes <= this.mostBytes) return;
      this.songs.delete(oldest);
      this.outgoing.push(new WeakRef(buffer));
      bytes -= byteLength;
    }
  }

  private stillHeld(): number {
    const held = this.outgoing.flatMap((song) => song.deref() ?? []);
    if (held.length < this.outgoing.length) this.outgoing = held.map((buffer) => new WeakRef(buffer));
    return sum(held.map(({ byteLength }) => byteLength));
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
