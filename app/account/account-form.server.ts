import { data } from "@remix-run/node";
import { AppError } from "~/lib/errors/app-error";
import { english } from "~/lib/errors/catalogue";
import { german } from "~/lib/errors/catalogue.de";
import { wordIn } from "~/lib/errors/sentence";
import { type AccountLocale, accountLocale, type FormProblem } from "./account-locale";

/** A refusal in the reader's language. */
function problemIn(locale: AccountLocale, error: AppError): FormProblem {
  const language = locale === "de" ? german : english;
  const fields = Object.entries(error.fields ?? {});
  return {
    message: wordIn(language, error) ?? error.message,
    fields: Object.fromEntries(
      fields.map(([name, sentence]) => [name, wordIn(language, sentence) ?? sentence.message]),
    ),
  };
}

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
