import * as english from "./messages";
import * as german from "./messages.de";

export type AccountLocale = "en" | "de";

const CATALOGUES = { en: english, de: german };

/** Where the desk keeps the language that was chosen in it, for the pages that the server draws. */
const CHOSEN = /(?:^|;\s*)reprise-locale=(en|de)(?:;|$)/;

/**
 * The language of the pages beside the desk: the one that was chosen in it, else the first of the browser's that there is,
 * else English.
 */
export function accountLocale(request: Request): AccountLocale {
  const chosen = CHOSEN.exec(request.headers.get("cookie") ?? "")?.[1];
  const preferred = (request.headers.get("accept-language") ?? "").toLowerCase().match(/\b(?:en|de)\b/)?.[0];
  return (chosen ?? preferred) === "de" ? "de" : "en";
}

/** The texts of the pages in a language. */
export function accountTexts(locale: AccountLocale): typeof english.accountMessages {
  return CATALOGUES[locale].accountMessages;
}

/** Puts values into the places of a text: "%{email}". */
export function filled(text: string, values: Record<string, unknown>): string {
  return text.replace(/%\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** What went wrong with a form, in the reader's language. */
export interface FormProblem {
  message: string;
  fields: Record<string, string>;
}
