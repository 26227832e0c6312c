/**
 * The beginning of a text, never with half of a pair of surrogates at its end: PostgreSQL takes none.
 *
 * @param most UTF-16 units
 */
export function cutText(text: string, most: number): string {
  const cut = text.slice(0, most);
  return text.length > most && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
