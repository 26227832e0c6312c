import type { ShareView } from "~/lib/share/share-view.server";
import { Sleeve } from "./Sleeve";
import { SongPlayer } from "./SongPlayer";

/** Characters; a longer name is set smaller, so that on a phone it breaks between its words. */
const LONG_NAME = 18;

/** Seconds between two looks at a song that is being made, and at one that has failed. */
const LOOK_AGAIN_AFTER = { pending: 5, generating: 5, failed: 30, broken: 30, complete: undefined };

/** A shared song in whichever state it is. */
export function SharedSong({ view, token, small }: { view: ShareView; token: string; small?: boolean }) {
  const { title, tone, state, message, seed, mayDownload } = view;
  const address = `/share/${encodeURIComponent(token)}`;
  return (
    <Sleeve
      seed={seed}
      tone={tone}
      state={state}
      lookAgainAfter={LOOK_AGAIN_AFTER[state]}
      {...(small && { small })}
    >
      <h1>
        <span className="share-before">{title.before} </span>
        <bdi className={title.name.length > LONG_NAME ? "share-name share-name-long" : "share-name"}>
          {title.name}
        </bdi>
        {title.after && <span className="share-after"> {title.after}</span>}
      </h1>
      {message && !small && (
        <blockquote className="share-message">
          <p dir="auto">{message}</p>
        </blockquote>
      )}
      {state === "complete" && <SongPlayer view={view} address={address} {...(small && { small })} />}
      {state === "complete" && mayDownload && !small && (
        <a className="share-link" href={`${address}/download`} download="">
          Keep the song
        </a>
      )}
      {(state === "pending" || state === "generating") && (
        <>
          <p className="share-state">The song is still being made.</p>
          <p className="share-note">
            It usually takes a few minutes. Leave this page open: it becomes the song by itself.
          </p>
        </>
      )}
      {state === "failed" && (
        <>
          <p className="share-state">Something went wrong on our side.</p>
          <p className="share-note">
            We are on it. Please keep this link: the song will play right here as soon as it is ready.
          </p>
        </>
      )}
      {state === "broken" && (
        <>
          <p className="share-state">The song is broken on our side.</p>
          <p className="share-note">
            We know of it. Please keep this link: the song will play right here as soon as it is mended.
          </p>
        </>
      )}
      {state !== "complete" && <LookAgain address={small ? `${address}/embed` : address} />}
    </Sleeve>
  );
}

/** The way on of a page that has no song yet. */
export function LookAgain({ address }: { address: string }) {
  return (
    <a className="share-link" href={address}>
      Look again
    </a>
  );
}
