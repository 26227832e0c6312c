import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "~/lib/client-network";
import { type AppError, refusal } from "~/lib/errors/app-error";
import { fingerprintOf } from "~/lib/log.server";
import { findKnownDevice } from "./known-device.server";

const WINDOW_SECONDS = 15 * 60;
const limit = (keyPrefix: string, points: number) =>
  new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS });

/**
 * Passwords that may be tried in a quarter of an hour: enough for a person who has forgotten theirs, too few for guessing.
 * A stranger uses up only what is theirs. The account's own limit is for those who guess from many networks at once
 * (NIST SP 800-63B 5.2.2: at most 100 failures in a row); its owner still gets in from a browser in which they have
 * signed in before, or with a new password by e-mail.
 */
const byDevice = limit("device", 10);
const byAccountAndNetwork = limit("account-network", 10);
const byNetwork = limit("network", 50);
const byAccount = limit("account", 100);

/** An attempt that has been counted. */
export interface Attempt {
  /** The password was right: it does not count, nor do the failures before it. */
  succeeded(): Promise<void>;
  /** Nobody judged it: it does not count. */
  unjudged(): Promise<void>;
}

function tooMany(msBeforeNext: number): AppError {
  const seconds = Math.ceil(msBeforeNext / 1000);
  return refusal("too_many_attempts", { minutes: Math.ceil(seconds / 60) }, { retryAfterSeconds: seconds });
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (reason) {
    throw reason instanceof RateLimiterRes ? tooMany(reason.msBeforeNext) : reason;
  }
}

/**
 * Counts an attempt before it is judged, so that many at once are no more than one after another.
 *
 * @param account the address that is signed in to, in lower case
 * @param address where the request came from, as the server sees it: never a header that the client can write
 * @throws AppError 429 when there were too many
 */
export async function countAttempt(request: Request, account: string, address: string): Promise<Attempt> {
  const who = fingerprintOf(account);
  const device = findKnownDevice(request, account);
  const network = fingerprintOf(networkOf(address));
  // Checked before anything is kept: whoever has used up their network adds no keys.
  const used = device === null ? await byNetwork.get(network) : null;
  if (used && used.consumedPoints >= byNetwork.points) throw tooMany(used.msBeforeNext);
  const counted: [RateLimiterMemory, string][] =
    device === null
      ? [
          [byAccountAndNetwork, `${who}:${network}`],
          [byNetwork, network],
          [byAccount, who],
        ]
      : [[byDevice, `${who}:${device}`]];
  for (const [limiter, key] of counted) await consume(limiter, key);
  const giveBack = async () => {
    for (const [limiter, key] of counted) await limiter.reward(key);
  };
  return {
    unjudged: giveBack,
    async succeeded() {
      await giveBack();
      const [[limiter, key] = []] = counted;
      if (limiter && key !== undefined) await limiter.delete(key);
    },
  };
}
