import { isbot } from "isbot";
import { isSignedIn } from "~/lib/auth/session.server";

/**
 * Whether a request is by a recipient who looks or listens: not HEAD, a program that makes previews, a browser that loads
 * ahead, or somebody who is signed in, and so of the staff.
 */
export function isByARecipient(request: Request): boolean {
  const { headers } = request;
  const agent = headers.get("user-agent") ?? "";
  return (
    request.method === "GET" &&
    !/prefetch|prerender/i.test(headers.get("sec-purpose") ?? headers.get("purpose") ?? "") &&
    agent !== "" &&
    !isbot(agent) &&
    !isSignedIn(request)
  );
}
