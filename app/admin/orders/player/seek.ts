/** Seconds that a key moves by. */
const STEPS: Record<string, number> = {
  ArrowRight: 5,
  ArrowUp: 5,
  ArrowLeft: -5,
  ArrowDown: -5,
  PageUp: 15,
  PageDown: -15,
};

/**
 * Where a key on the waveform leads (ARIA Authoring Practices, media seek slider).
 *
 * @param key as KeyboardEvent names it
 * @returns seconds from the beginning, within the song; null for a key that moves nothing
 */
export function positionAfter(key: string, position: number, duration: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return duration;
  const step = STEPS[key];
  return step === undefined ? null : Math.min(duration, Math.max(0, position + step));
}
