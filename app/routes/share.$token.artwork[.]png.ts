import type { LoaderFunctionArgs } from "@remix-run/node";
import { refusal } from "~/lib/errors/app-error";
import { requestIdOf } from "~/lib/request-id.server";
import { pictureOf } from "~/lib/share/picture.server";
import { requireSharedSong } from "~/lib/share/require-shared-song.server";
import { failureSentence, sentence, UNLISTED } from "~/lib/share/share-answers.server";
import { seedOf } from "~/lib/share/share-view.server";
import { toneOf } from "~/lib/share/song-title";

/** The song's picture: wide for messengers, and with ?shape=square for lock screens. Without any words. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return action();
  try {
    const song = await requireSharedSong(params.token ?? "", context.clientAddress);
    const square = new URL(request.url).searchParams.get("shape") === "square";
    const png = await pictureOf(seedOf(song), toneOf(song.occasion), square ? "square" : "wide");
    if (song.allow_embed) context.allowOtherSites?.();
    return new Response(request.method === "HEAD" ? null : new Uint8Array(png), {
      headers: {
        ...UNLISTED,
        "content-type": "image/png",
        "content-length": String(png.byteLength),
        // A browser asks before each use: the picture goes with its link.
        "cache-control": "private, no-cache",
      },
    });
  } catch (error) {
    return failureSentence(error, request, requestIdOf(context));
  }
}

/** Every other method. */
export function action(): Response {
  return sentence(refusal("method_not_allowed.picture"), { allow: "GET, HEAD" });
}
