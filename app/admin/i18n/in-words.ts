import type { z } from "zod";
import { sentenceOfIssue } from "~/lib/errors/issues";
import { type WordedSentence, wordIn } from "~/lib/errors/sentence";
import { LOCALE } from "./locale";

// Only who reads German loads it.
const language = LOCALE === "de" ? (await import("~/lib/errors/catalogue.de")).german : null;

/**
 * A sentence of the catalogue in the reader's language, with how long ago something was at this moment. In English that
 * is the server's own; so is one that this desk does not know, since a newer server may say more than it.
 */
export function inWords(sentence: WordedSentence): string {
  return (language && wordIn(language, sentence)) ?? sentence.message;
}

/** What a schema says first of a value, in the reader's language; undefined when it is right. */
export function problemOf(error: z.ZodError | undefined): string | undefined {
  const issue = error?.issues[0];
  return issue && inWords(sentenceOfIssue(issue));
}

/**
 * What a schema says of each field, in the reader's language.
 *
 * @param whole the field under which is said what is wrong with all of it
 */
export function problemsOf(error: z.ZodError | undefined, whole = "_"): Record<string, string> {
  return Object.fromEntries(
    (error?.issues ?? []).map((issue) => [String(issue.path[0] ?? whole), inWords(sentenceOfIssue(issue))]),
  );
}
