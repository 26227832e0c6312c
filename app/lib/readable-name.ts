/** Where one word of a technical name ends: at a mark, or before a capital that begins the next (`sendEmail`, `PDFExport`). */
const BETWEEN_WORDS = /[\s_./:-]+|(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
/** Words that stay as they are: an abbreviation, such as PDF. */
const ABBREVIATION = /^\p{Lu}[\p{Lu}\d]+$/u;

/** A job's type or an event's name as people write it, where no label is known: `email_delivery` is "Email delivery". */
export function readableName(technicalName: string): string {
  const words = technicalName
    .split(BETWEEN_WORDS)
    .filter((word) => word !== "")
    .map((word) => (ABBREVIATION.test(word) ? word : word.toLowerCase()));
  const name = words.join(" ");
  // By code point: the first letter may be a pair of surrogates.
  const [first = ""] = name;
  return name === "" ? technicalName : first.toUpperCase() + name.slice(first.length);
}
