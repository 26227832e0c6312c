import { type AppLoadContext, data } from "@remix-run/node";
import { env } from "~/lib/env.server";
import { AppError } from "~/lib/errors/app-error";
import { log } from "~/lib/log.server";
import { requestIdOf } from "~/lib/request-id.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import { fillPeaks } from "./fill-peaks.server";
import type { SharedSong } from "./find-shared-song.server";
import { recordOpening } from "./record-opening.server";
import { noSong, requireSharedSong } from "./require-shared-song.server";
import { UNLISTED } from "./share-answers.server";
import { shareMessage } from "./share-message.server";
import { type ShareView, shareView } from "./share-view.server";

/** A revoked link must not live on in a cache or a search engine. */
const HEADERS = { ...UNLISTED, "cache-control": "no-store" };

/** Seconds until a page that could not be answered is worth another look, when nothing says how many. */
const TRY_AGAIN_AFTER = 10;

/**
 * Opens a share link for a page, and records it when a recipient does so for the first time.
 *
 * @param options.embedded the page is a part of another site's; where the giver has not allowed that, it is as if there was
 *   no song
 * @returns what the page shows, and the headers of its answer
 * @throws data with the error's code, its status and headers, for the page's error boundary
 */
export async function openSharePage(
  { request, params, context }: { request: Request; params: { token?: string }; context?: AppLoadContext },
  { embedded = false } = {},
): Promise<{ view: ShareView; song: SharedSong; headers: Record<string, string> }> {
  const token = params.token ?? "";
  try {
    const song = await requireSharedSong(token, context?.clientAddress);
    if (embedded && !song.allow_embed) throw noSong();
    if (song.generation_status === "complete" && song.peaks === null) {
      const { SUPABASE_URL: url, SUPABASE_SECRET_KEY: secretKey } = env();
      void fillPeaks(createServiceClient(), { url, secretKey }, song);
    }
    recordOpening(createServiceClient, song.variant_id, request).catch((err: unknown) => {
      log().warn({ err }, "the opening of a link was not recorded");
    });
    const message = env().SHARE_MESSAGE ? await shareMessage(createServiceClient(), song.variant_id) : null;
    return { view: shareView(song, token, message), song, headers: HEADERS };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.status >= 500)
      log().error({ err: error, request_id: requestIdOf(context) }, "share page failed");
    throw pageError(error);
  }
}

/** What is thrown for a page's error boundary: the status, and when to come back. */
function pageError({ code, status, retryAfterSeconds }: AppError) {
  const comesBack = status === 429 || status >= 500;
  return data(code, {
    status,
    headers: {
      ...HEADERS,
      ...(comesBack && { "retry-after": String(retryAfterSeconds ?? TRY_AGAIN_AFTER) }),
    },
  });
}
