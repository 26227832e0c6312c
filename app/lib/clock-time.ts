/** A time in a song, or its length: "1:05", "3:00:34". @param seconds whole, 0 or more */
export function clockTime(seconds: number): string {
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const two = (count: number) => String(count % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
