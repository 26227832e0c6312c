/**
 * How long a song is: as it was counted when it was made, where that is known. A browser estimates the length of an MP3 from
 * its first bitrate, and can be wrong by minutes.
 *
 * @param known as the server has it; 0 or null when it does not
 * @param element as the browser's player says: NaN before it has read anything, Infinity for a stream
 */
export function songSeconds(known: number | null, element: number): number {
  if (known !== null && known > 0) return known;
  return Number.isFinite(element) ? element : 0;
}
