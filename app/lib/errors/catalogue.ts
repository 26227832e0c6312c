import { bulk } from "./bulk";
import { failedJobs } from "./failed-jobs";
import { lists } from "./lists";
import { orders } from "./orders";
import { requests } from "./requests";
import {
  type Entry,
  type Facts,
  type FactsOf,
  type Language,
  type Sentence,
  sentenceOf,
  type WordedSentence,
  wordIn,
} from "./sentence";
import { songs } from "./songs";
import { staff } from "./staff";

/** Every sentence with which something is refused, by its code: the one place for them. German: catalogue.de.ts. */
export const sentences = { ...requests, ...lists, ...staff, ...failedJobs, ...orders, ...songs, ...bulk };
type Sentences = typeof sentences;

/** The name of a sentence in the catalogue: its code, and after a dot the case, where a code has several. */
export type SentenceKey = keyof Sentences;

/** Those with which a request is refused. */
export type RefusalKey = {
  [Key in SentenceKey]: Sentences[Key] extends { readonly status: number } ? Key : never;
}[SentenceKey];

/** The facts that a sentence takes, and whatever goes along with them; left out where it takes none. */
export type FactsFor<Key extends SentenceKey, More extends unknown[] = []> =
  object extends FactsOf<Sentences[Key]>
    ? [facts?: FactsOf<Sentences[Key]> & Facts, ...More]
    : [facts: FactsOf<Sentences[Key]> & Facts, ...More];

/** What the desk calls things that are called otherwise in code. */
const things: Partial<Record<Thing, string>> = {
  "failed job": "failure",
  "member of staff": "colleague",
  variant: "song",
};

export const english: Language = { locale: "en", sentences, words: { what: things } };

/** What an address may name that is not there. */
export type Thing =
  | "bulk operation"
  | "customer"
  | "failed job"
  | "invitation"
  | "member of staff"
  | "order"
  | "page"
  | "saved view"
  | "variant";

export function isSentenceKey(key: string): key is SentenceKey {
  return Object.hasOwn(sentences, key);
}

/** The status of a refusal. */
export function statusOf(key: RefusalKey): number {
  const entry: Entry = sentences[key];
  return typeof entry === "object" && "status" in entry ? entry.status : 500;
}

/** A sentence of the catalogue with its facts. */
export function say<Key extends SentenceKey>(key: Key, ...[facts]: FactsFor<Key>): WordedSentence {
  return worded(sentenceOf(key, facts));
}

/** A sentence with its English words. */
export function worded(sentence: Sentence): WordedSentence {
  return { ...sentence, message: wordIn(english, sentence) ?? sentence.code };
}
