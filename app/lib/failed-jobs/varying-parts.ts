/** Digits that are kept stand as characters of no text while the rules are applied. */
const FIRST_KEPT = 0xe000;
const keepDigits = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCharCode(FIRST_KEPT + Number(digit)));
const keptDigits = (text: string) =>
  text.replace(/[\ue000-\ue009]/g, (kept) => String(kept.charCodeAt(0) - FIRST_KEPT));

const DAY =
  "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag";
const SHORT_DAY = "Mon|Tue|Wed|Thu|Fri|Sat|Sun";
const MONTH =
  "Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?";
const CLOCK = "\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:\\s?[AaPp]\\.?[Mm]\\b\\.?)?";
const ZONE = "(?:\\s?(?:GMT|UTC|Z)\\b)?(?:\\s?[+-]\\d{2}:?\\d{2}\\b)?(?:\\s\\([\\w ]+\\))?";

/** Numbers that are statuses and codes, after a word that says so, before the status's name, or at the very front. */
const CODES = [
  /\b(?:status(?:[ _-]?code)?|HTTP(?:\/\d(?:\.\d)?)?|answered|responded(?: with)?|returned|exit(?:ed)?(?: with)?(?: code)?)[\s:="'(]{1,3}[1-5]\d\d\b(?![.,]\d)/gi,
  /\bcode[\s:="'(]{1,3}[A-Z]{0,8}\d{2,5}\b(?![.,]\d)/gi,
  /\b[45]\d\d(?=\s+(?:Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not|Not Acceptable|Request Time|Conflict|Gone|Length Required|Payload|Content Too|URI|Unsupported|Unprocessable|Too Many|Internal|Server Error|Not Implemented|Bad Gateway|Service|Gateway|Insufficient)\b)/gi,
  /^(?:\w*Error: )?[45]\d\d(?=$|\s*[:({[–-]|\s+status\b)/,
];

/**
 * What varies from one failure to the next without making it another problem, from the most telling to the least:
 * an address contains numbers, and a time contains both.
 */
const VARYING: [RegExp, string][] = [
  [/\bhttps?:\/\/[^\s"'<>)`“”„]+/gi, "<url>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, "<time>"],
  [
    /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'(?=[\s.,;:)\]]|$)|`[^`]*`|[“„][^“”"]*[“”"]|[‘‚][^‘’]*[‘’](?=[\s.,;:)\]]|$)|«[^»]*»|»[^«]*«/g,
    "<value>",
  ],
  [
    new RegExp(
      `\\b(?:(?:${DAY}|${SHORT_DAY}),?\\s+)?(?:${MONTH})\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?\\b(?:,?\\s+\\d{4}\\b)?(?:,?\\s+(?:at )?${CLOCK}${ZONE})?`,
      "g",
    ),
    "<time>",
  ],
  [
    new RegExp(
      `\\b(?:(?:${DAY}|${SHORT_DAY}),?\\s+)?(?:den )?\\d{1,2}\\.?[ -](?:${MONTH})\\.?(?:,?[ -]\\d{4}\\b)?(?:,?\\s+(?:at |um )?${CLOCK}${ZONE})?`,
      "g",
    ),
    "<time>",
  ],
  [
    new RegExp(
      `\\b(?:${DAY}|(?:${SHORT_DAY})(?=[,.]?\\s+(?:at\\s+)?[\\d<]))\\b(?:[,.]?\\s+(?:at |um )?${CLOCK}${ZONE})?`,
      "g",
    ),
    "<time>",
  ],
  [new RegExp(`(?<![\\d.:])${CLOCK}(?![\\d:])${ZONE}`, "g"), "<time>"],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, "<email>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  // An id: letters and digits mixed, as in req_3d0464a7e336 or 01J9ZKQ4N0.
  [/\b(?=[a-z_-]*\d)(?=\d*[a-z_-])[a-z0-9]+(?:[_-][a-z0-9]+)*\b/gi, "<id>"],
  [/\b\d+(?:[.,]\d+)*\b/g, "<n>"],
];

/** A text without what varies from one failure to the next: times, ids, figures, what is quoted; statuses stay. */
export function withoutVaryingParts(text: string): string {
  const kept = CODES.reduce((one, pattern) => one.replace(pattern, keepDigits), text);
  const varied = VARYING.reduce((one, [pattern, name]) => one.replace(pattern, name), kept);
  return keptDigits(varied).replace(/\s+/g, " ").trim();
}

/** A code as it is; one with many digits is an id. */
export function codeWithoutId(code: string): string {
  return code
    .split(" ")
    .map((part) => (/(?:\D*\d){6}/.test(part) ? withoutVaryingParts(part) : part))
    .join(" ");
}
