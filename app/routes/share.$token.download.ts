import type { LoaderFunctionArgs } from "@remix-run/node";
import { refusal } from "~/lib/errors/app-error";
import { requestIdOf } from "~/lib/request-id.server";
import { failureSentence, sentence } from "~/lib/share/share-answers.server";
import { shareAudio } from "~/lib/share/share-audio.server";

/** The song as a file to keep, when its giver allows it. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return action();
  try {
    const link = { token: params.token ?? "", address: context.clientAddress };
    return await shareAudio(request, { ...link, toKeep: true });
  } catch (error) {
    return failureSentence(error, request, requestIdOf(context));
  }
}

/** Every other method. */
export function action(): Response {
  return sentence(refusal("method_not_allowed.song"), { allow: "GET, HEAD" });
}
