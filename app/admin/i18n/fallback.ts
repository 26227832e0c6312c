/**
 * The texts of a language, where one is missing in the words of the first language: better a sentence in English than
 * the name of a text.
 */
export function withFallback<T extends object>(first: T, other: object): T {
  const known = new Map<string, unknown>(Object.entries(first));
  const texts = Object.entries(other).map(([name, text]) => {
    const inFirst = known.get(name);
    const both = typeof text === "object" && typeof inFirst === "object" && text !== null && inFirst !== null;
    return [name, both ? withFallback(inFirst, text) : text];
  });
  return { ...first, ...Object.fromEntries(texts) };
}
