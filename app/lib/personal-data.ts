import { hasRole, type Staff, type StaffRole } from "~/lib/auth/roles";

/** Whether somebody may see who a customer is: whoever talks to customers, not who only looks after the machine. */
export function seesPersonalData(role: StaffRole): boolean {
  return hasRole(role, "agent");
}

/** Who reads, and what they may see. */
export interface Reader {
  id: string;
  /** Sees masked data, and searches by whole values only. */
  masked: boolean;
}
export const readerOf = ({ id, role }: Pick<Staff, "id" | "role">): Reader => ({
  id,
  masked: !seesPersonalData(role),
});

const DOTS = "•••";
/** In the place of a text of which not even the beginning may be seen. */
export const HIDDEN = DOTS;

/** What an erasure leaves in the place of a name or a wish; written by erase_records() in the database. */
export const ERASED = "[erased]";

/** "cleo@example.com" becomes "c•••@e•••": enough to tell two apart on one page, not enough to know who it is. */
export function maskAddress(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${[...local][0] ?? ""}${DOTS}@${[...domain][0] ?? ""}${DOTS}`;
}

/** As the function above, for what may be missing. */
export const maskAddressIfAny = (email: string | null): string | null =>
  email === null ? null : maskAddress(email);

/** "Cleo Customer" becomes "C••• C•••"; where the name was erased nothing is left to be hidden. */
export function maskName(name: string): string {
  if (name === ERASED) return name;
  return name
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => `${[...word][0]}${DOTS}`)
    .join(" ");
}

/** As the function above, for what may be missing. */
export const maskNameIfAny = (name: string | null): string | null => (name === null ? null : maskName(name));

/** What names somebody, in whatever carries it; null for what is not known. */
export interface Named {
  customer_email: string | null;
  customer_name: string | null;
  recipient_name: string | null;
}

/** A row without the names in it. */
export function maskedNames<Row extends Named>(row: Row): Row {
  return {
    ...row,
    customer_email: maskAddressIfAny(row.customer_email),
    customer_name: maskNameIfAny(row.customer_name),
    recipient_name: maskNameIfAny(row.recipient_name),
  };
}

/** An e-mail address within a text. A local part has at most 64 characters (RFC 5321), so no text is read over and over. */
const ADDRESS = /[^\s@"'<>(),;:=]{1,64}@[^\s@"'<>(),;:]{1,253}\.\p{L}{2,}/gu;

/** Digits as a phone number has them; not in the middle of a time, an id or an address of the network. */
const PHONE = /(?<![\p{L}\p{N}_.:/+-])[+(]?\d[\d .()/\u00a0-]{5,25}\d(?![\p{L}\p{N}_:]|-\w|\.\d)/gu;
const NO_PHONE = /^(?:\d{4}-\d{2}-\d{2}|\d{1,3}(?:\.\d{1,3}){3}$)/;

function maskPhone(text: string): string {
  const digits = text.replace(/\D/g, "").length;
  const least = /^(?:\+|00)/.test(text) ? 7 : 9;
  return digits < least || NO_PHONE.test(text) ? text : DOTS;
}

/** Finds names as whole words: "Ann" is not in "Annual". Null when there are none. */
export function namesPattern(names: readonly string[]): RegExp | null {
  const literals = names
    .filter((name) => name.trim() !== "")
    // The longest first: of "Ann Smith-Jones" nothing is left.
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+"));
  if (literals.length === 0) return null;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${literals.join("|")})(?![\\p{L}\\p{N}])`, "gu");
}

/** Whether a text was cut, as beginning_of() in the database marks it. A line of a list is the shortest that is. */
const isCut = (text: string): boolean => text.length >= 500 && text.endsWith("…");

/** A text that was cut, without its last words: of half a name, or of half an address, a mask finds nothing. */
function withoutLastWords(text: string): string {
  let rest = text.slice(0, -1);
  for (let words = 0; words < 4; words++) {
    // No address and no name has a longer word.
    const tail = rest.slice(-320);
    rest = rest.slice(
      0,
      rest.length - tail.length + Math.max(tail.lastIndexOf(" "), tail.lastIndexOf("\n"), 0),
    );
  }
  return rest;
}

/**
 * A text, such as an error's, without the addresses and phone numbers in it and without the names that are known.
 *
 * @param named whom the text may name; null when nobody knows
 * @param names finds them
 */
export function maskText(
  text: string,
  named: Pick<Named, "customer_name" | "recipient_name"> | null,
  names = namesPattern([named?.customer_name ?? "", named?.recipient_name ?? ""]),
): string {
  const masked = (isCut(text) ? withoutLastWords(text) : text)
    .replace(ADDRESS, maskAddress)
    .replace(PHONE, maskPhone);
  const hidden = names ? masked.replace(names, maskName) : masked;
  return isCut(text) ? `${hidden}…` : hidden;
}

/** As the function above, for what may be missing. */
export const maskTextIfAny = (text: string | null, named: Parameters<typeof maskText>[1]): string | null =>
  text === null ? null : maskText(text, named);
