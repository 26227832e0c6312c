import { songSeconds } from "~/lib/song-seconds";
import { clock } from "./clock";
import { showOnLockScreen } from "./media-session";
import { positionOf } from "./position";
import { makeSlider, type Track } from "./slider";
import { watchTrouble } from "./trouble";

/** Seconds between two times that the position is kept. */
const KEEP_EVERY = 2;

/** One part of the page that the server has written; without it there is no player of ours, and the browser's stays. */
function part<T extends Element>(root: Element, name: string): T {
  const found = root.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(`the page has no ${name}`);
  return found;
}

/**
 * Takes over from the browser's own player: one large button, the waveform to seek on, the lock screen, and the position
 * of the last visit.
 *
 * @param page the page's main part, with a finished song
 * @param lookAgain asks the server for the page anew, when the song has gone
 */
export function startPlayer(page: HTMLElement, lookAgain: () => Promise<void>): void {
  const audio = part<HTMLAudioElement>(page, "audio");
  const button = part<HTMLButtonElement>(page, "play");
  const times = part<HTMLElement>(page, "times");
  const elapsed = part<HTMLElement>(page, "elapsed");
  const total = part<HTMLElement>(page, "total");
  const status = part<HTMLElement>(page, "status");
  const { title = "", picture = "", key = "", seconds = "0" } = audio.dataset;

  const duration = () => songSeconds(Number(seconds), audio.duration);
  const kept = positionOf(key, duration);
  /** Where to go once the browser knows the song; null when it is there. */
  let wanted: number | null = kept.read() || null;
  let keptAt = 0;

  const position = () => {
    const at = wanted ?? audio.currentTime;
    // Known in whole seconds, so the last half of one may be beyond it.
    return duration() > 0 ? Math.min(at, duration()) : at;
  };
  const say = (text: string) => {
    status.textContent = text;
  };
  const show = () => {
    slide(position());
    elapsed.textContent = clock(position());
    total.textContent = clock(duration());
    onLockScreen();
  };
  const play = () => {
    say("");
    audio.play().catch((error: unknown) => {
      // A pause in between, or trouble that "error" tells of, too.
      if (error instanceof DOMException && error.name === "NotAllowedError") say("Tap once more to play.");
    });
  };
  const track: Track = {
    duration,
    position,
    seek(to) {
      const target = Math.min(Math.max(0, to), duration());
      if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) audio.currentTime = target;
      else wanted = target;
      kept.keep(target);
      show();
    },
    toggle: () => (audio.paused ? play() : audio.pause()),
  };
  const slide = makeSlider(part(page, "wave"), track);
  const onLockScreen = showOnLockScreen(title, picture, audio, track);
  const showState = () => {
    page.toggleAttribute("data-playing", !audio.paused);
    button.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
  };
  const keep = () => {
    if (!audio.ended && position() > 0) kept.keep(position());
  };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
    show();
  });
  audio.addEventListener("timeupdate", () => {
    show();
    if (Math.abs(audio.currentTime - keptAt) < KEEP_EVERY) return;
    keptAt = audio.currentTime;
    keep();
  });
  audio.addEventListener("seeked", show);
  audio.addEventListener("play", showState);
  audio.addEventListener("pause", () => {
    showState();
    keep();
  });
  audio.addEventListener("ended", () => {
    kept.forget();
    showState();
    show();
  });
  addEventListener("pagehide", keep);
  watchTrouble(audio, {
    say,
    lookAgain,
    busy: (is) => page.toggleAttribute("data-busy", is),
    goOn: (again) => {
      wanted = position();
      audio.load();
      if (again) play();
    },
  });
  button.addEventListener("click", track.toggle);

  audio.controls = false;
  button.hidden = false;
  times.hidden = false;
  if (wanted !== null) say(`Goes on at ${clock(wanted)}, where you left off.`);
  showState();
  show();
}
