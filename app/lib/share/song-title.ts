/** How the page around a song speaks: a funeral is no party. */
export type Tone = "festive" | "quiet";

/** For whom and for what occasion a song is, in three parts so that the name can be set larger. */
export interface SongTitle {
  before: string;
  name: string;
  after: string;
}

/** Whose plain form would not read well; "%" stands for the name. */
const PHRASES = new Map([
  ["valentine", "A Valentine’s song for %"],
  ["valentines", "A Valentine’s song for %"],
  ["valentines day", "A Valentine’s song for %"],
  ["mothers day", "A Mother’s Day song for %"],
  ["fathers day", "A Father’s Day song for %"],
  ["christmas", "A Christmas song for %"],
  ["easter", "An Easter song for %"],
  ["hanukkah", "A Hanukkah song for %"],
  ["eid", "An Eid song for %"],
  ["diwali", "A Diwali song for %"],
  ["new year", "A New Year’s song for %"],
  ["new baby", "A new-baby song for %"],
  ["thank you", "A thank-you song for %"],
  ["get well", "A get-well song for %"],
  ["get well soon", "A get-well song for %"],
  ["just because", "A song for %, just because"],
  ["funeral", "A song of remembrance for %"],
  ["memorial", "A song of remembrance for %"],
  ["remembrance", "A song of remembrance for %"],
  ["condolence", "A song of comfort for %"],
  ["condolences", "A song of comfort for %"],
  ["sympathy", "A song of comfort for %"],
]);

const QUIET =
  /\b(funerals?|memorial|remembrance|condolences?|sympathy|mourning|bereavement|burial|wake|death)\b/;

/** Says nothing that could stand before "song". */
const NO_OCCASION = new Set(["", "other", "none", "unknown", "n a", "general", "song"]);

/** A few words that read as a kind of song: "80th birthday", "house warming". A whole sentence does not. */
const KIND = /^[\p{L}\p{N}]+( [\p{L}\p{N}]+){0,3}$/u;
const MAX_KIND_LENGTH = 32;

/** As it is spoken: "an 80th birthday", "a university farewell". */
const AFTER_AN = /^(8|11\D|18\D|(?!uni|use|eur|one|once|ewe)[aeiou])/;

function wordsOf(occasion: string): string {
  return occasion
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[\s_\-/.]+/g, " ")
    .trim();
}

function phraseFor(occasion: string): string {
  const known = PHRASES.get(occasion);
  if (known) return known;
  if (NO_OCCASION.has(occasion) || occasion.length > MAX_KIND_LENGTH || !KIND.test(occasion))
    return "A song for %";
  const kind = occasion.replace(/ song$/, "");
  return `${AFTER_AN.test(kind) ? "An" : "A"} ${kind} song for %`;
}

/**
 * The title of a song, e.g. "A birthday song for" + "Rosa".
 *
 * @param occasion as the customer gave it: a word such as "birthday", a slug such as "new-baby", or anything else;
 *   what would not read well is left out
 * @param recipientName when it is blank the song is "for you"
 */
export function songTitle(occasion: string, recipientName: string): SongTitle {
  const [before = "", after = ""] = phraseFor(wordsOf(occasion)).split("%");
  return {
    before: before.trim(),
    name: recipientName.replace(/\s+/g, " ").trim() || "you",
    after: after.replace(/^,? */, ""),
  };
}

/** The title in one line, e.g. "A song for Rosa, just because". */
export function titleText({ before, name, after }: SongTitle): string {
  return `${before} ${name}${after && `, ${after}`}`;
}

/** In which tone the page speaks of an occasion. */
export function toneOf(occasion: string): Tone {
  return QUIET.test(wordsOf(occasion)) ? "quiet" : "festive";
}
