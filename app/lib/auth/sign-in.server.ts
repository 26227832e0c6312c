import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { z } from "zod";
import { AppError } from "~/lib/errors";
import { fingerprintOf, log } from "~/lib/log.server";
import type { Session } from "./session.server";

/**
 * Wrong passwords before an account or an address has to wait: enough for somebody who has forgotten theirs, too few
 * for guessing (OWASP Authentication Cheat Sheet: lock by account, and slowly by address).
 */
const WINDOW_SECONDS = 15 * 60;
const byAccount = new RateLimiterMemory({ keyPrefix: "account", points: 10, duration: WINDOW_SECONDS });
const byAddress = new RateLimiterMemory({ keyPrefix: "address", points: 50, duration: WINDOW_SECONDS });

const credentials = z.object({
  email: z.email("Enter the whole address, such as name@example.com."),
  password: z.string().min(1).max(1000),
});

async function refuseWhenThrottled(account: string, address: string): Promise<void> {
  for (const [limiter, key] of [
    [byAccount, account],
    [byAddress, address],
  ] as const) {
    const state = await limiter.get(key);
    if (!state || state.consumedPoints < limiter.points) continue;
    const seconds = Math.ceil(state.msBeforeNext / 1000);
    throw new AppError(
      "too_many_attempts",
      429,
      `Too many attempts. Wait ${Math.ceil(seconds / 60)} minutes, then try again.`,
      { retryAfterSeconds: seconds },
    );
  }
}

async function countFailure(account: string, address: string): Promise<void> {
  const counted = await Promise.allSettled([byAccount.consume(account), byAddress.consume(address)]);
  for (const result of counted) {
    // Being over the limit is what it is for; anything else is a defect.
    if (result.status === "rejected" && !(result.reason instanceof RateLimiterRes)) throw result.reason;
  }
}

/**
 * Signs somebody in; the session's headers then carry the cookies. Whether they are staff is asked by each page.
 *
 * @param input.address where the request came from, as the server sees it: never a header that the client can write
 * @throws AppError 400 for a wrong address or password, with one answer for known and unknown addresses; 422 for what
 *   is no address; 429 after too many failures; 503 when Auth does not answer
 */
export async function signIn(
  session: Session,
  input: { email: string; password: string; address: string },
): Promise<void> {
  const parsed = credentials.safeParse(input);
  if (!parsed.success) {
    const wrongEmail = parsed.error.issues.find((issue) => issue.path[0] === "email");
    throw new AppError("invalid", 422, "Enter your e-mail address and your password.", {
      fields: wrongEmail ? { email: wrongEmail.message } : {},
    });
  }
  const { email, password } = parsed.data;
  const account = email.toLowerCase();
  await refuseWhenThrottled(account, input.address);
  const { error } = await session.auth.signInWithPassword({ email, password });
  if (!error) {
    await byAccount.delete(account);
    return;
  }
  if (error.status === undefined || error.status === 0 || error.status >= 500) {
    throw new AppError(
      "auth_unavailable",
      503,
      "Sign-in does not answer at the moment. Try again in a few seconds.",
      {
        retryAfterSeconds: 5,
        cause: error,
      },
    );
  }
  await countFailure(account, input.address);
  log().warn({ account: fingerprintOf(account), reason: error.code }, "sign-in refused");
  throw new AppError("wrong_credentials", 400, "The e-mail address or the password is not right.");
}
