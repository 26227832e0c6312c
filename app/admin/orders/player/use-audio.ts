import { type RefObject, useState } from "react";
import { songSeconds } from "~/lib/song-seconds";
import { playOnly } from "./play-one";

/**
 * What an audio element is at, and how to move it.
 *
 * @param knownMs the song's length as the server knows it; null when it does not, and the browser's counts
 */
export function useAudio(ref: RefObject<HTMLAudioElement>, knownMs: number | null) {
  const [playing, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [duration, setDuration] = useState((knownMs ?? 0) / 1000);
  const [failed, setFailed] = useState(false);

  const seek = (seconds: number) => {
    const audio = ref.current;
    if (!audio) return;
    // Before it is loaded, this is where it will begin.
    audio.currentTime = seconds;
    setPosition(seconds);
  };
  const toggle = () => {
    const audio = ref.current;
    if (!audio) return;
    // A pause in between rejects it; trouble is told of by "error".
    if (audio.paused) audio.play().catch(() => setPlaying(false));
    else audio.pause();
  };
  const again = () => setFailed(false);

  return {
    playing,
    position,
    duration,
    failed,
    seek,
    toggle,
    again,
    /** For the element itself. */
    listeners: {
      onPlay: () => {
        if (ref.current) playOnly(ref.current);
        setPlaying(true);
      },
      onPause: () => setPlaying(false),
      onEnded: () => setPlaying(false),
      onTimeUpdate: () => setPosition(ref.current?.currentTime ?? 0),
      onDurationChange: () => {
        setDuration(songSeconds((knownMs ?? 0) / 1000, ref.current?.duration ?? Number.NaN));
      },
      onError: () => setFailed(true),
    },
  };
}
