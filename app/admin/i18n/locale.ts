/** The languages of the desk, by the names that their speakers give them. */
export const LOCALES = { en: "English", de: "Deutsch" } as const;
export type Locale = keyof typeof LOCALES;

const STORAGE_KEY = "reprise-locale";

/** The language of a tag such as "de-AT", if the desk has it. */
function localeOf(tag: string | null): Locale | undefined {
  const language = tag?.toLowerCase().split("-")[0];
  return (Object.keys(LOCALES) as Locale[]).find((locale) => locale === language);
}

/**
 * The language to begin with: the one that was chosen, else the first of the browser's that the desk has, else English.
 *
 * @param stored what was kept of an earlier choice, as it was found
 * @param preferred the browser's languages, the best first
 */
export function chooseLocale(stored: string | null, preferred: readonly string[]): Locale {
  return localeOf(stored) ?? preferred.map(localeOf).find((locale) => locale !== undefined) ?? "en";
}

/** What this browser kept; a browser that keeps nothing, or lets nothing be read, has no choice to tell. */
function stored(): string | null {
  try {
    return window.localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** The language of the desk, as long as this page is open. Dates, numbers and relative times follow it too. */
export const LOCALE: Locale =
  typeof window === "undefined" ? "en" : chooseLocale(stored(), window.navigator.languages);

/** Keeps a choice and begins anew with it: formats and texts are made once, when the desk is loaded. */
export function switchLocale(locale: Locale): void {
  localStorage.setItem(STORAGE_KEY, locale);
  // For the pages beside the desk, which the server draws.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${STORAGE_KEY}=${locale}; path=/; max-age=31536000; samesite=lax`;
  window.location.reload();
}
