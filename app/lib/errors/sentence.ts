import { relativeTime } from "~/lib/relative-time";

/** What a sentence says: a code, and the facts that it names. */
export interface Sentence {
  code: string;
  /** More than the sentence names may come along, such as the present state in a conflict. */
  facts?: Facts | undefined;
}
export type Facts = Readonly<Record<string, unknown>>;

/** A sentence with its English words: what travels to whoever may not know its code. */
export interface WordedSentence extends Sentence {
  message: string;
}

/**
 * A sentence with places for facts: "%{name}". Of several, the first is said whose facts are all there, so the one that
 * needs the fewest stands last.
 */
export type Template = string | readonly string[];

/** A sentence of the catalogue; with a status where a request can be refused with it. */
export type Entry = Template | { readonly status: number; readonly says: Template };

/** The sentences of a language, and the words for facts that are names of a kind, such as roles. */
export interface Language {
  locale: string;
  sentences: Readonly<Record<string, Entry>>;
  words: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type PlacesIn<Text> = Text extends `${string}%{${infer Name}}${infer Rest}` ? Name | PlacesIn<Rest> : never;
type TemplateOf<E> = E extends { readonly says: infer Says } ? Says : E;
type Fact = string | number | Sentence | readonly string[] | readonly Sentence[];

type FactsIn<T> = T extends string
  ? { [Name in PlacesIn<T>]: Fact }
  : T extends readonly string[]
    ? { [Name in PlacesIn<T[number]>]?: Fact | null | undefined }
    : never;

/**
 * The facts that a sentence needs; where there are several ways to say it, each may be missing. Of several sentences, those
 * of all.
 */
export type FactsOf<E> = (E extends unknown ? (facts: FactsIn<TemplateOf<E>>) => void : never) extends (
  facts: infer All,
) => void
  ? All
  : never;

/** The code and the facts of a sentence under its key: "erased.songs" is the code "erased" in the case "songs". */
export function sentenceOf(key: string, facts: Facts = {}): Sentence {
  const [code = key, which] = key.split(".");
  const all = which === undefined ? facts : { case: which, ...facts };
  return Object.keys(all).length === 0 ? { code } : { code, facts: all };
}

function entryOf({ sentences }: Language, { code, facts }: Sentence): Entry | undefined {
  const key = facts?.case === undefined ? code : `${code}.${facts.case}`;
  return Object.hasOwn(sentences, key) ? sentences[key] : undefined;
}

/** The ways to say an entry. */
export function templatesOf(entry: Entry): readonly string[] {
  if (typeof entry === "string") return [entry];
  return "says" in entry ? templatesOf(entry.says) : entry;
}

const isSentence = (value: unknown): value is Sentence =>
  typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";

/** A text that people have written in each language, such as the registry's. */
const isTranslated = (value: unknown): value is Partial<Record<string, string>> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((text) => typeof text === "string");

/**
 * A fact in words; null where there is none. One that is called "..._at" is an instant, told by how long ago it was, and
 * "minutes" come with their unit: "1 minute".
 */
function wordsOf(language: Language, name: string, value: unknown, now: Date): string | null {
  if (typeof value === "number" && name === "minutes")
    return value.toLocaleString(language.locale, { style: "unit", unit: "minute", unitDisplay: "long" });
  if (typeof value === "number") return value.toLocaleString(language.locale);
  if (Array.isArray(value)) {
    const parts = value.flatMap((part: unknown) => wordsOf(language, name, part, now) ?? []);
    if (parts.length < value.length) return null;
    return value.every(isSentence) ? parts.join(" ") : new Intl.ListFormat(language.locale).format(parts);
  }
  if (isSentence(value)) return wordIn(language, value, now);
  if (isTranslated(value)) return value[language.locale] ?? value.en ?? null;
  if (typeof value !== "string") return null;
  if (!name.endsWith("_at")) return language.words[name]?.[value] ?? value;
  // The server's clock may be ahead of the reader's: nothing was done "in 2 seconds".
  return relativeTime(new Date(Math.min(Date.parse(value), now.getTime())), now, "long", language.locale);
}

/**
 * Says a sentence in a language.
 *
 * @param now for "4 seconds ago"
 * @returns null for a code that the language does not know, or when a fact is missing
 */
export function wordIn(language: Language, sentence: Sentence, now = new Date()): string | null {
  for (const template of templatesOf(entryOf(language, sentence) ?? [])) {
    let complete = true;
    const text = template.replace(/%\{(\w+)\}/g, (_place, name: string) => {
      const words = wordsOf(language, name, sentence.facts?.[name], now);
      complete &&= words !== null;
      return words ?? "";
    });
    if (complete) return text;
  }
  return null;
}
