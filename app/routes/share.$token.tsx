import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { isRouteErrorResponse, useLoaderData, useParams, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";
import { AppError } from "~/lib/errors";
import { log } from "~/lib/log.server";
import { requestIdOf } from "~/lib/request-id.server";
import { findSharedSong } from "~/lib/share/find-shared-song.server";
import { ornament } from "~/lib/share/ornament";
import { shareView } from "~/lib/share/share-view.server";
import type { Tone } from "~/lib/share/song-title";
import { createAnonClient } from "~/lib/supabase/clients.server";
import shareStyles from "~/styles/share.css?url";

/** The root leaves out every script. */
export const handle = { noScripts: true };

export const links = () => [{ rel: "stylesheet", href: shareStyles }];

/** Seconds between two looks of the browser at a song in the making: it takes minutes, and nobody taps reload. */
const LOOK_AGAIN_AFTER = 15;

// A revoked link must not live on in a cache or a search engine. The server adds that the address, which holds the token,
// is told to no other site.
const HEADERS = {
  "cache-control": "no-store",
  "x-robots-tag": "noindex, nofollow",
};

/** Characters; a longer name is set smaller, so that on a phone it breaks between its words. */
const LONG_NAME = 18;

export const headers: HeadersFunction = ({ errorHeaders }) => {
  const retryAfter = errorHeaders?.get("retry-after");
  return { ...HEADERS, ...(retryAfter && { "retry-after": retryAfter }) };
};

export async function loader({ params, context }: LoaderFunctionArgs) {
  try {
    const song = await findSharedSong(createAnonClient(), params.token ?? "");
    if (song) return shareView(song);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log().error({ err: error, request_id: requestIdOf(context) }, "share page failed");
    throw data(error.code, {
      status: error.status,
      headers: { ...HEADERS, "retry-after": String(error.retryAfterSeconds ?? LOOK_AGAIN_AFTER) },
    });
  }
  throw data("not_found", { status: 404, headers: HEADERS });
}

export const meta: MetaFunction<typeof loader> = ({ data: view, error }) => {
  const unknown = isRouteErrorResponse(error) && error.status === 404;
  const title = view?.titleText ?? (unknown ? "There is no song here" : "The song cannot be reached");
  return [
    { title },
    { name: "robots", content: "noindex, nofollow" },
    { property: "og:title", content: title },
    ...(view?.state === "pending" || view?.state === "generating"
      ? [{ httpEquiv: "refresh", content: String(LOOK_AGAIN_AFTER) }]
      : []),
  ];
};

function Sleeve({
  seed,
  tone,
  waiting,
  children,
}: {
  seed: number;
  tone: Tone;
  waiting?: boolean;
  children: ReactNode;
}) {
  return (
    <main className={`share share-${tone} share-hue-${seed % 4}`}>
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
      <div className="share-words">{children}</div>
    </main>
  );
}

export default function SharePage() {
  const { title, titleText, tone, state, audioType, seed } = useLoaderData<typeof loader>();
  const { token = "" } = useParams();
  const audio = `/share/${encodeURIComponent(token)}/audio`;
  return (
    <Sleeve seed={seed} tone={tone} waiting={state === "pending" || state === "generating"}>
      <h1>
        <span className="share-before">{title.before} </span>
        <bdi className={title.name.length > LONG_NAME ? "share-name share-name-long" : "share-name"}>
          {title.name}
        </bdi>
        {title.after && <span className="share-after"> {title.after}</span>}
      </h1>
      {state === "complete" && (
        <>
          {/* biome-ignore lint/a11y/useMediaCaption: a song is made without a text track */}
          <audio controls preload="metadata" aria-label={titleText}>
            <source src={audio} type={audioType ?? undefined} />
            <a href={audio}>Open the song by itself</a>
          </audio>
          <p className="share-note">
            {tone === "quiet" ? "Whenever you are ready." : "Turn up the sound and press play."}
          </p>
        </>
      )}
      {(state === "pending" || state === "generating") && (
        <>
          <p className="share-state">The song is still being made.</p>
          <p className="share-note">
            It usually takes a few minutes. You can leave this page open, it looks again by itself.
          </p>
          <LookAgain />
        </>
      )}
      {state === "failed" && (
        <>
          <p className="share-state">Something went wrong on our side.</p>
          <p className="share-note">
            We are on it. Please keep this link: the song will play right here as soon as it is ready.
          </p>
          <LookAgain />
        </>
      )}
    </Sleeve>
  );
}

function LookAgain() {
  const { token = "" } = useParams();
  return (
    <a className="share-again" href={`/share/${encodeURIComponent(token)}`}>
      Look again
    </a>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) {
    return (
      <Sleeve seed={404} tone="quiet">
        <h1 className="share-state">There is no song behind this link.</h1>
        <p className="share-note">
          A letter of it may be missing, or the song is no longer shared. Please ask whoever sent it to you
          for the whole link.
        </p>
      </Sleeve>
    );
  }
  return (
    <Sleeve seed={503} tone="quiet">
      <h1 className="share-state">The song cannot be reached just now.</h1>
      <p className="share-note">That is our fault, and nothing is lost. Please try again in a minute.</p>
      <LookAgain />
    </Sleeve>
  );
}
