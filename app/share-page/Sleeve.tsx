import type { ReactNode } from "react";
import { ornament } from "~/lib/share/ornament";
import type { Tone } from "~/lib/share/song-title";

/** What a page is about, for the script that looks again: a song's state, or why there is none. */
export type SleeveState =
  | "pending"
  | "generating"
  | "complete"
  | "failed"
  | "broken"
  | "unknown"
  | "busy"
  | "unreachable";

interface SleeveProps {
  seed: number;
  tone: Tone;
  state: SleeveState;
  /** Seconds after which the script asks whether there is something new; a browser without it, three times as rarely. */
  lookAgainAfter?: number | undefined;
  /** A player in somebody else's page: small, and without what only a page of its own has. */
  small?: boolean;
  children: ReactNode;
}

/** The page around everything that a share link can lead to: the song's own ornament, and the words. */
export function Sleeve({ seed, tone, state, lookAgainAfter, small, children }: SleeveProps) {
  const waiting = state === "pending" || state === "generating";
  return (
    <main
      className={`share share-${tone} share-hue-${seed % 4}${small ? " share-small" : ""}`}
      data-share=""
      data-state={state}
      data-look-again={lookAgainAfter}
    >
      {lookAgainAfter !== undefined && (
        <noscript>
          <meta httpEquiv="refresh" content={String(3 * lookAgainAfter)} />
        </noscript>
      )}
      <div className="share-art">
        <svg
          className={waiting ? "share-ornament share-waiting" : "share-ornament"}
          viewBox="0 0 400 400"
          aria-hidden="true"
        >
          {ornament(seed, tone).map(({ d, opacity, filled }) => (
            <path
              key={`${filled} ${d}`}
              d={d}
              opacity={opacity}
              fill={filled ? "currentColor" : "none"}
              stroke={filled ? "none" : "currentColor"}
              strokeWidth="1.6"
            />
          ))}
        </svg>
        {state === "complete" && <PlayButton />}
      </div>
      <div className="share-words">{children}</div>
    </main>
  );
}

/** Shown by the script: without it the browser's own player has one. */
function PlayButton() {
  return (
    <button type="button" className="share-play" data-play="" aria-label="Play" hidden>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path
          className="share-to-play"
          d="M8.2 5.1v13.8c0 .6.7 1 1.2.7l10.6-6.9c.5-.3.5-1 0-1.4L9.4 4.4c-.5-.3-1.2 0-1.2.7z"
        />
        <path className="share-to-pause" d="M7 5h3.4v14H7zM13.6 5H17v14h-3.4z" />
      </svg>
    </button>
  );
}
