import { ApiError, CLIENT_ERROR_CODES } from "~/admin/api/api-client";
import { LOCALE } from "~/admin/i18n/locale";
import { sentenceKey } from "~/admin/i18n/sentence-key";
import { refusalFacts } from "./refusal-facts";

/** Translates a key, as react-admin's useTranslate gives it. */
export type Translate = (key: string, options?: Record<string, unknown>) => string;

/**
 * What is said about something that was thrown: the server's own sentence where there is one, in the reader's language
 * where its code says enough, with who was faster and when if the server says so; else what this side knows. A defect of
 * this page never shows its technical message.
 *
 * @param during what was tried: after a change that got no answer nobody knows whether it was made
 */
export function errorSentence(
  error: unknown,
  translate: Translate,
  during: "reading" | "change" = "reading",
): string {
  if (!(error instanceof ApiError)) return translate("desk.errors.unknown");
  const ours = CLIENT_ERROR_CODES.find((code) => code === error.code);
  if (ours) return translate(`desk.errors.${during}.${ours}`);
  // Only languages other than the server's own have texts for these.
  const plain = translate(`refusals.${error.code}`, { _: error.message });
  const facts = refusalFacts(error.code, error.details, error.at, LOCALE);
  return facts ? translate(`refusals_with_facts.${error.code}`, { ...facts, _: plain }) : plain;
}

/**
 * A sentence about a field or an item in the reader's language: one of the server's, or of the schemas that both sides
 * share. One that has no translation, or is in the reader's language already, stays as it is.
 */
export function said(sentence: string, translate: Translate): string {
  return translate(`said.${sentenceKey(sentence)}`, { _: sentence });
}
