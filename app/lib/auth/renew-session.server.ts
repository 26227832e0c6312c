import { createHash } from "node:crypto";
import { askRefreshGrant, type Tokens } from "./auth-api.server";

/**
 * How long the answer to a renewal serves requests that still carry the old token, in ms: a page's requests are on their
 * way together. Auth itself takes an old token for 10 s (refresh_token_reuse_interval).
 */
const OLD_TOKEN_GOOD_FOR_MS = 10_000;

const renewals = new Map<string, Promise<Tokens | null>>();

/**
 * Renews a session. However many requests ask at once with one refresh token, Auth is asked once and all get its answer;
 * so do those that come with the old token shortly after.
 *
 * @returns null when Auth refuses: the session has ended
 * @throws AppError 503 when Auth does not answer
 */
export function renewOnce(refreshToken: string): Promise<Tokens | null> {
  const key = createHash("sha256").update(refreshToken).digest("base64url");
  const underWay = renewals.get(key);
  if (underWay) return underWay;
  const renewal = askRefreshGrant(refreshToken).then((answer) => (answer.ok ? answer.data : null));
  renewals.set(key, renewal);
  const forget = () => void renewals.delete(key);
  renewal.then((tokens) => {
    if (tokens) setTimeout(forget, OLD_TOKEN_GOOD_FOR_MS).unref();
    else forget();
  }, forget);
  return renewal;
}
