import { z } from "zod";
import { refusal } from "~/lib/errors/app-error";
import { says, sentenceOfIssue } from "~/lib/errors/issues";
import { fingerprintOf, log } from "~/lib/log.server";
import { type AuthAnswer, askPasswordGrant, authUnavailable, type Tokens } from "./auth-api.server";
import { untilFullStep } from "./even-answers";
import { rememberDevice } from "./known-device.server";
import type { Session } from "./session.server";
import { countAttempt } from "./sign-in-limits.server";

/** The longest address there is (RFC 5321 4.5.3.1.3, less the brackets). */
export const LONGEST_EMAIL = 254;

const WHOLE_ADDRESS = says("email_incomplete");

const credentials = z.object({
  email: z.email(WHOLE_ADDRESS).max(LONGEST_EMAIL, WHOLE_ADDRESS).toLowerCase(),
  password: z.string().min(1).max(1000),
});

/** Where a form came from. */
export interface FormSender {
  /** Its cookies say whether the browser is known. */
  request: Request;
  /** As the server sees it: never a header that the client can write. */
  address: string;
}

/** What the browser may keep, if the password is right. */
function tokensOf(answer: AuthAnswer<Tokens>, account: string): Tokens | null {
  if (answer.ok) return answer.data;
  if (answer.code === "too_large") throw refusal("account_too_large");
  if (answer.status < 400)
    throw authUnavailable(new Error(`Auth answered ${answer.status} without a session`));
  log().warn({ account: fingerprintOf(account), reason: answer.code }, "sign-in refused");
  return null;
}

/**
 * Checks a password, as often as the limits allow.
 *
 * @returns null when the address or the password is wrong: known and unknown addresses take the same time
 * @throws AppError 429 after too many failures; 503 when Auth does not answer
 */
export async function checkPassword(
  { request, address }: FormSender,
  account: string,
  password: string,
): Promise<Tokens | null> {
  const startedAt = performance.now();
  const attempt = await countAttempt(request, account, address);
  const answer = await askPasswordGrant(account, password).catch(async (error) => {
    await attempt.unjudged();
    throw error;
  });
  const tokens = tokensOf(answer, account);
  if (tokens) await attempt.succeeded();
  else await untilFullStep(startedAt);
  return tokens;
}

/**
 * Signs somebody in; the session's headers then carry the cookies. Whether they are staff is asked by each page.
 *
 * @throws AppError 400 for a wrong address or password, with one answer for known and unknown addresses; 422 for what
 *   is no address; 429 after too many failures; 503 when Auth does not answer
 */
export async function signIn(
  session: Session,
  sender: FormSender,
  input: { email: string; password: string },
): Promise<void> {
  const parsed = credentials.safeParse(input);
  if (!parsed.success) {
    const wrongEmail = parsed.error.issues.find((issue) => issue.path[0] === "email");
    throw refusal(
      "invalid.sign_in",
      {},
      { fields: wrongEmail ? { email: sentenceOfIssue(wrongEmail) } : {} },
    );
  }
  const { email, password } = parsed.data;
  const tokens = await checkPassword(sender, email, password);
  if (!tokens) throw refusal("wrong_credentials");
  session.keep(tokens);
  session.headers.append("set-cookie", rememberDevice(email));
}
