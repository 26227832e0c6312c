import { data } from "@remix-run/node";
import { AppError } from "~/lib/errors";
import { accountLocale, problemIn } from "./account-locale";

/**
 * What a page's form is answered with when it is refused: the problem, for the page to show.
 *
 * @param kept what was typed and is shown again; never a password
 * @throws whatever is not a refusal
 */
export function refusedForm<K extends object>(
  request: Request,
  error: unknown,
  kept: K,
  headers = new Headers(),
) {
  if (!(error instanceof AppError)) throw error;
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(error.retryAfterSeconds));
  return data(
    { ...kept, problem: problemIn(accountLocale(request), error) },
    { status: error.status, headers },
  );
}
