/** Seconds: who has heard less than this begins again, and so does who has heard all but this. */
const EDGE = 3;

/**
 * Where a listener was in a song, kept in their browser alone, under a hash of the link. A browser that keeps nothing, as
 * in a private window, makes a player that begins at the beginning.
 */
export function positionOf(key: string, duration: () => number) {
  const name = `song-position:${key}`;
  const quietly = <T>(use: () => T): T | undefined => {
    try {
      return use();
    } catch {
      return undefined;
    }
  };
  return {
    /** Seconds; 0 when there is nothing to go on from. */
    read(): number {
      const seconds = Number(quietly(() => localStorage.getItem(name)) ?? 0);
      return seconds > EDGE && seconds < duration() - EDGE ? seconds : 0;
    },
    keep(seconds: number): void {
      quietly(() => localStorage.setItem(name, seconds.toFixed(1)));
    },
    forget(): void {
      quietly(() => localStorage.removeItem(name));
    },
  };
}
