import type { LoaderFunctionArgs } from "@remix-run/node";
import { refusal } from "~/lib/errors/app-error";
import { requestIdOf } from "~/lib/request-id.server";
import { failureSentence, sentence } from "~/lib/share/share-answers.server";
import { shareAudio } from "~/lib/share/share-audio.server";

/** Answers GET and HEAD. The token is looked up for every range, so that a revoked link is dead at once. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  // Remix asks the loader for OPTIONS as well.
  if (request.method !== "GET" && request.method !== "HEAD") return action();
  try {
    return await shareAudio(request, { token: params.token ?? "", address: context.clientAddress });
  } catch (error) {
    return failureSentence(error, request, requestIdOf(context));
  }
}

/** Every other method. */
export function action(): Response {
  return sentence(refusal("method_not_allowed.song"), { allow: "GET, HEAD" });
}
