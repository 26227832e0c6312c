/** The most characters (UTF-16) that Excel keeps in a cell; it drops the rest without a word. */
const CELL_CHARACTERS = 32_767;
/** At the end of a cell that was longer. */
const CUT = " … (cut)";

/** What makes a spreadsheet calculate, also in full width. */
const FORMULA = "=+\\-@＝＋－＠";
/** Excel splits at ";" in half of Europe, whatever the file's own separator is: a formula may begin within a cell. */
const AFTER_SEPARATOR = new RegExp(`([;,|\\t\\r\\n][ "'\\u00a0\\p{Cf}]*)(?=[${FORMULA}])`, "gu");
const BEGINS_WITH_FORMULA = new RegExp(`^(?:[\\t\\r]|[\\s;,|"'\\p{Cf}]*[${FORMULA}])`, "u");

/**
 * A text as a cell of a CSV file. No spreadsheet takes it for a formula, wherever it splits: a quote stands before
 * whatever would begin one. It ends where Excel would cut it off, and says so.
 */
export function csvCell(text: string): string {
  const kept = text.slice(0, CELL_CHARACTERS);
  const marked = kept.replace(AFTER_SEPARATOR, "$1'");
  const cell = BEGINS_WITH_FORMULA.test(kept) ? `'${marked}` : marked;
  if (text.length <= CELL_CHARACTERS && cell.length <= CELL_CHARACTERS) return cell;
  // Half of a pair of surrogates is no character.
  return `${cell.slice(0, CELL_CHARACTERS - CUT.length).replace(/[\uD800-\uDBFF]$/, "")}${CUT}`;
}

/** How every CSV file is written: options of csv-stringify. */
export const CSV = { cast: { string: csvCell } };
