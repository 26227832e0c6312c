/**
 * An escape in JSON. What PostgreSQL takes for no character at all, the one of code 0 and half of a pair of surrogates,
 * is always written as one; whole pairs never are by JSON.stringify.
 */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
const NOT_STORABLE = /^\\u(?:0000|d[89a-f][0-9a-f]{2})$/;
/** REPLACEMENT CHARACTER: it says that something else was there. */
const REPLACEMENT = "\ufffd";

/**
 * JSON as PostgreSQL can keep it: in values and in names each character that it cannot keep is replaced by U+FFFD. It
 * works on the text, so numbers stay as they are written.
 *
 * @param json as JSON.stringify writes it
 */
export function storableJson(json: string): string {
  return json.replace(ESCAPE, (written) => (NOT_STORABLE.test(written) ? REPLACEMENT : written));
}
