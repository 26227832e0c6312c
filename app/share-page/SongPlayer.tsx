import type { ShareView } from "~/lib/share/share-view.server";
import { WAVEFORM_BOX } from "~/lib/share/waveform";
import { clock } from "~/share-player/clock";

/** The player: the browser's own, which works by itself, and what the script makes of the waveform. */
export function SongPlayer({ view, address, small }: { view: ShareView; address: string; small?: boolean }) {
  const { titleText, tone, seconds, waveform, positionKey } = view;
  return (
    <section className="share-player" aria-label="Player">
      <div className="share-wave" data-wave="">
        <svg viewBox={WAVEFORM_BOX} aria-hidden="true">
          <path d={waveform} />
        </svg>
        <svg viewBox={WAVEFORM_BOX} aria-hidden="true" className="share-played">
          <path d={waveform} />
        </svg>
      </div>
      <p className="share-times" data-times="" hidden>
        <span data-elapsed="">0:00</span>
        <span data-total="">{clock(seconds ?? 0)}</span>
      </p>
      {/* Nothing of the song is loaded before somebody plays it: a load is a play. */}
      {/* biome-ignore lint/a11y/useMediaCaption: a song is made without a text track */}
      <audio
        controls
        preload="none"
        src={`${address}/audio`}
        aria-label={titleText}
        data-audio=""
        data-title={titleText}
        data-picture={`${address}/artwork.png?shape=square`}
        data-key={positionKey}
        data-seconds={seconds ?? 0}
      >
        <a href={`${address}/audio`}>Open the song by itself</a>
      </audio>
      <p className="share-status" role="status" data-status="">
        {small ? "" : tone === "quiet" ? "Whenever you are ready." : "Turn up the sound and press play."}
      </p>
    </section>
  );
}
