import { ApiError, CLIENT_ERROR_CODES } from "~/admin/api/api-client";

/** Translates a key, as react-admin's useTranslate gives it. */
export type Translate = (key: string, options?: Record<string, unknown>) => string;

/**
 * What is said about something that was thrown: the server's sentence in the reader's language, else what this side knows.
 * A defect of this page never shows its technical message.
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
  return ours ? translate(`desk.errors.${during}.${ours}`) : error.message;
}
