/** Names and words that the demo orders are made of. Every address is at a domain that is reserved for examples. */

export const FIRST_NAMES = [
  "Amara",
  "Ben",
  "Carla",
  "Daniel",
  "Elif",
  "Farid",
  "Grace",
  "Hugo",
  "Ines",
  "Jonas",
  "Keiko",
  "Liam",
  "Maya",
  "Noah",
  "Olga",
  "Priya",
  "Quentin",
  "Rosa",
  "Samir",
  "Tessa",
  "Umar",
  "Vera",
  "Wanda",
  "Xavier",
  "Yara",
  "Zoë",
  "Björn",
  "Chloé",
  "Dmitri",
  "Esther",
  "Fiona",
  "Gabriel",
] as const;

export const LAST_NAMES = [
  "Abara",
  "Bauer",
  "Castillo",
  "Dumont",
  "Eriksen",
  "Fischer",
  "García",
  "Haddad",
  "Ivanova",
  "Jensen",
  "Kowalski",
  "Lindqvist",
  "Moreau",
  "Nakamura",
  "O’Brien",
  "Petrov",
  "Quigley",
  "Rossi",
  "Schmidt",
  "Tanaka",
  "Usman",
  "Vargas",
  "Weiss",
  "Yilmaz",
  "Zhang",
] as const;

/** The most urgent of the demo's failures is for one. */
export const FUNERAL = {
  name: "funeral",
  weight: 1,
  message: "For everything he taught us, and for the garden.",
} as const;

/** How often each occasion is ordered, with what people then write to the recipient. */
export const OCCASIONS = [
  { name: "birthday", weight: 9, message: "You make every room lighter. Here is to the year ahead!" },
  { name: "wedding", weight: 4, message: "For your first dance, and for all the ones after it." },
  { name: "anniversary", weight: 4, message: "Still the best decision I ever made." },
  { name: "graduation", weight: 2, message: "All those nights at the desk: you did it." },
  { name: "farewell", weight: 1, message: "The office will be far too quiet without you." },
  FUNERAL,
  { name: "new baby", weight: 2, message: "Welcome to the world, little one." },
  { name: "thank you", weight: 2, message: "I do not say it often enough." },
  { name: "valentine", weight: 1, message: "Roses are red, and this one is yours." },
  { name: "just because", weight: 2, message: null },
] as const;

export const GENRES = [
  "pop",
  "acoustic",
  "jazz",
  "folk",
  "soul",
  "electronic",
  "country",
  "classical",
] as const;
export const MOODS = ["happy", "romantic", "calm", "energetic", "nostalgic", "hopeful"] as const;
export const LANGUAGES = ["en", "en", "en", "de", "fr", "es", "it"] as const;
