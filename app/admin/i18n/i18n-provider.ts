import polyglotI18nProvider from "ra-i18n-polyglot";
import englishMessages from "ra-language-english";
import { messages } from "./messages";

/** The language of the desk. Dates, numbers and relative times follow it too. */
export const LOCALE = "en";

export const i18nProvider = polyglotI18nProvider(() => ({ ...englishMessages, ...messages }), LOCALE, [
  { locale: LOCALE, name: "English" },
]);
