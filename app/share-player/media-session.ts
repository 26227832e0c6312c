import type { Track } from "./slider";

/** Seconds that the lock screen's skip buttons move by, unless it says otherwise. */
const SKIP = 10;

/**
 * Puts the song on the lock screen and on headphones' buttons, where the browser can.
 *
 * @param picture address of a square picture
 * @returns tells the lock screen where the song is
 */
export function showOnLockScreen(title: string, picture: string, audio: HTMLAudioElement, track: Track) {
  if (!("mediaSession" in navigator)) return () => {};
  const { mediaSession } = navigator;
  const artwork = [{ src: new URL(picture, location.href).href, sizes: "512x512", type: "image/png" }];
  mediaSession.metadata = new MediaMetadata({ title, artwork });
  const actions: [MediaSessionAction, MediaSessionActionHandler][] = [
    ["play", () => void audio.play()],
    ["pause", () => audio.pause()],
    ["seekbackward", ({ seekOffset }) => track.seek(track.position() - (seekOffset ?? SKIP))],
    ["seekforward", ({ seekOffset }) => track.seek(track.position() + (seekOffset ?? SKIP))],
    ["seekto", ({ seekTime }) => track.seek(seekTime ?? 0)],
  ];
  for (const [action, handler] of actions) {
    try {
      mediaSession.setActionHandler(action, handler);
    } catch {
      // A browser that does not know an action has no button for it.
    }
  }
  return () => {
    const duration = track.duration();
    if (duration > 0 && "setPositionState" in mediaSession)
      mediaSession.setPositionState({ duration, position: Math.min(duration, track.position()) });
  };
}
