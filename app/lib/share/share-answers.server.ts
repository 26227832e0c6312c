import { AppError, refusal } from "~/lib/errors/app-error";
import { log } from "~/lib/log.server";

/** The server adds that the address, which holds the token, is told to no other site. */
export const UNLISTED = { "x-robots-tag": "noindex, nofollow" };

/** A refusal for what is no page: a player, a program, or a person who has opened the audio by itself. */
export function sentence(
  { status, message, retryAfterSeconds }: AppError,
  headers: Record<string, string> = {},
): Response {
  return new Response(`${message}\n`, {
    status,
    headers: {
      ...UNLISTED,
      "cache-control": "no-store",
      "content-type": "text/plain; charset=utf-8",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...headers,
    },
  });
}

/** What a visitor did is no defect. That a song's file is gone or empty is one, whoever hears of it. */
function isDefect({ status, code }: AppError): boolean {
  return status >= 500 || code === "audio_missing" || code === "audio_empty";
}

/**
 * Makes the answer for what was thrown under /share. Defects are logged.
 *
 * @throws the error when whoever asked has gone: they are told nothing
 */
export function failureSentence(error: unknown, request: Request, requestId: string): Response {
  if (request.signal.aborted) throw error;
  const known = error instanceof AppError ? error : null;
  if (!known || isDefect(known)) log().error({ err: error, request_id: requestId }, "a shared song failed");
  return sentence(known ?? refusal("internal.song"));
}
