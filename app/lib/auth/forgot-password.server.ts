import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod";
import { networkOf } from "~/lib/client-network";
import { env } from "~/lib/env.server";
import { refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { fingerprintOf, log } from "~/lib/log.server";
import { askRecovery } from "./auth-api.server";

const WINDOW_SECONDS = 15 * 60;
/** Requests in a quarter of an hour: by who asks, which is told, and by whom the mail would go to, which is not. */
const byNetwork = new RateLimiterMemory({
  keyPrefix: "forgot-network",
  points: 20,
  duration: WINDOW_SECONDS,
});
const byAccount = new RateLimiterMemory({ keyPrefix: "forgot-account", points: 3, duration: WINDOW_SECONDS });

const emailSchema = z.email().max(254).toLowerCase();

const isAllowed = (limiter: RateLimiterMemory, key: string) =>
  limiter.consume(fingerprintOf(key)).then(
    () => true,
    () => false,
  );

/**
 * Has Auth mail a link to choose a new password, if there is an account. The answer is the same, and as quick, whether there
 * is one or not: nobody waits for Auth.
 *
 * @param address where the request came from, as the server sees it
 * @throws AppError 422 for what is no address; 429 when too many were asked for from one network
 */
export async function askForNewPassword(typed: string, address: string): Promise<void> {
  const parsed = emailSchema.safeParse(typed);
  if (!parsed.success) throw refusal("invalid_email", {}, { fields: { email: say("email_incomplete") } });
  if (!(await isAllowed(byNetwork, networkOf(address)))) {
    const minutes = WINDOW_SECONDS / 60;
    throw refusal("too_many_attempts", { minutes }, { retryAfterSeconds: WINDOW_SECONDS });
  }
  if (!(await isAllowed(byAccount, parsed.data))) return;
  const account = fingerprintOf(parsed.data);
  const unsent = (reason: string) =>
    log().warn({ account, reason }, "a link for a new password was not sent");
  askRecovery(parsed.data, `${env().PUBLIC_URL}/set-password`).then(
    (answer) => {
      if (!answer.ok) unsent(answer.code);
    },
    (error: Error) => unsent(error.message),
  );
}
