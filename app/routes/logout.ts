import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { endSession, openSession } from "~/lib/auth/session.server";
import { log } from "~/lib/log.server";

/** Logging out changes something, so a link or an image cannot do it. */
export const loader = () => redirect("/login");

export const action = async ({ request }: ActionFunctionArgs) => {
  const session = openSession(request);
  // The cookies go even when Auth is out of reach; the token then ends by its own life.
  if (!(await endSession(session))) log().warn("sign-out did not reach Auth");
  return redirect("/login", { headers: session.headers });
};
