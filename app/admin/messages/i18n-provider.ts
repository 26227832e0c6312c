import polyglotI18nProvider from "ra-i18n-polyglot";
import englishMessages from "ra-language-english";
import { withFallback } from "~/admin/i18n/fallback";
import { LOCALE, LOCALES } from "~/admin/i18n/locale";
import { messages } from "./messages";

const english = { ...englishMessages, ...messages };

// Only who reads German loads it. The desk itself is loaded on demand, so nothing but the desk waits for it.
const texts =
  LOCALE === "de" ? withFallback(english, (await import("./messages.de")).germanMessages) : english;

export const i18nProvider = polyglotI18nProvider(() => texts, LOCALE, [
  { locale: LOCALE, name: LOCALES[LOCALE] },
]);
