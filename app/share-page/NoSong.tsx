import { LookAgain } from "./SharedSong";
import { Sleeve } from "./Sleeve";

/** Seconds between two looks of a page that could not be answered. */
const LOOK_AGAIN_AFTER = 10;

/** The pages of a link that leads to no song: there is none, too much was asked, or something does not answer. */
export function NoSong({ status, token, small }: { status: number; token: string; small?: boolean }) {
  const size = small ? { small } : {};
  if (status === 404) {
    return (
      <Sleeve seed={404} tone="quiet" state="unknown" {...size}>
        <h1 className="share-state">There is no song behind this link.</h1>
        <p className="share-note">
          A letter of it may be missing, or the song is no longer shared. Please ask whoever sent it to you
          for the whole link.
        </p>
      </Sleeve>
    );
  }
  const again = <LookAgain address={`/share/${encodeURIComponent(token)}${small ? "/embed" : ""}`} />;
  if (status === 429) {
    return (
      <Sleeve seed={429} tone="quiet" state="busy" lookAgainAfter={6 * LOOK_AGAIN_AFTER} {...size}>
        <h1 className="share-state">A moment, please.</h1>
        <p className="share-note">
          This was asked for more often than anybody can listen. Nothing is lost: please try again in a few
          minutes.
        </p>
        {again}
      </Sleeve>
    );
  }
  return (
    <Sleeve seed={503} tone="quiet" state="unreachable" lookAgainAfter={LOOK_AGAIN_AFTER} {...size}>
      <h1 className="share-state">The song cannot be reached just now.</h1>
      <p className="share-note">
        That is our fault, and nothing is lost. This page tries again by itself in a moment.
      </p>
      {again}
    </Sleeve>
  );
}
