import { clock, spoken } from "./clock";

/** Seconds that a key moves by. */
const STEPS: Record<string, number> = {
  ArrowRight: 5,
  ArrowUp: 5,
  ArrowLeft: -5,
  ArrowDown: -5,
  PageUp: 15,
  PageDown: -15,
};

/** What a slider moves. */
export interface Track {
  duration(): number;
  position(): number;
  seek(seconds: number): void;
  toggle(): void;
}

/**
 * Makes the waveform a slider (ARIA Authoring Practices, media seek slider): by mouse, touch and keyboard.
 *
 * @param wave the waveform; "--played" is how much of it is drawn as played
 * @returns shows a position, in seconds
 */
export function makeSlider(wave: HTMLElement, track: Track): (seconds: number) => void {
  const show = (seconds: number) => {
    const duration = track.duration();
    wave.style.setProperty("--played", `${duration > 0 ? (100 * seconds) / duration : 0}%`);
    wave.setAttribute("aria-valuemax", String(Math.round(duration)));
    wave.setAttribute("aria-valuenow", String(Math.round(seconds)));
    wave.setAttribute("aria-valuetext", `${spoken(seconds)} of ${spoken(duration)}`);
    wave.title = clock(seconds);
  };
  const seekTo = (event: PointerEvent) => {
    const { left, width } = wave.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    track.seek(share * track.duration());
  };

  wave.setAttribute("role", "slider");
  wave.setAttribute("aria-label", "Position in the song");
  wave.setAttribute("aria-valuemin", "0");
  wave.tabIndex = 0;
  wave.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    wave.setPointerCapture(event.pointerId);
    seekTo(event);
  });
  wave.addEventListener("pointermove", (event) => {
    if (wave.hasPointerCapture(event.pointerId)) seekTo(event);
  });
  wave.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) track.seek(track.position() + step);
    else if (event.key === "Home") track.seek(0);
    else if (event.key === "End") track.seek(track.duration());
    else if (event.key === " " || event.key === "Enter") track.toggle();
    else return;
    event.preventDefault();
  });
  return show;
}
