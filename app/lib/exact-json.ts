/**
 * A number of a JSON text that JavaScript would write otherwise than it was written: 9007199254740993, 1e400, 1.0. A leaf,
 * though JavaScript sees an object.
 */
export class ExactNumber {
  constructor(readonly written: string) {}
  /** A text, as it is to whoever does not know of these numbers; under a mark while stringifyExact writes. */
  toJSON(): string {
    return (writing ?? "") + this.written;
  }
  toString(): string {
    return this.written;
  }
}

/** Not a character of any text: what begins with it stands for a number while JSON is read or written. */
const mark = () => `\u0000${crypto.randomUUID()}:`;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE_OR_ESCAPE = /["\\]/g;
const STRING_OR_NUMBER = /["\d-]/g;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where a string that begins at a quote ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const found = matchAt(QUOTE_OR_ESCAPE, text, at);
    if (!found) return text.length;
    if (found[0] === '"') return found.index + 1;
    at = found.index + 2;
  }
}

/** A valid JSON text whose exact numbers are strings that begin with a mark; null when it has none. */
function withoutExactNumbers(text: string, begin: string): string | null {
  const pieces: string[] = [];
  let kept = 0;
  let at = 0;
  for (let found = matchAt(STRING_OR_NUMBER, text, 0); found; found = matchAt(STRING_OR_NUMBER, text, at)) {
    if (found[0] === '"') {
      at = endOfString(text, found.index);
      continue;
    }
    const written = matchAt(NUMBER, text, found.index)?.[0] ?? found[0];
    at = found.index + written.length;
    if (String(Number(written)) === written) continue;
    pieces.push(text.slice(kept, found.index), JSON.stringify(begin + written));
    kept = at;
  }
  return pieces.length === 0 ? null : pieces.join("") + text.slice(kept);
}

/**
 * Parses JSON without touching its numbers: one that JavaScript writes as it was written becomes a number, any other an
 * ExactNumber.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseExact(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  const begin = mark();
  const marked = withoutExactNumbers(text, begin);
  if (marked === null) return plain;
  const whole: { "": unknown } = { "": JSON.parse(marked) };
  // By a list of its own: a reviver would call itself for each level, and run out of stack.
  const holders: Record<string, unknown>[] = [whole];
  for (let holder = holders.pop(); holder; holder = holders.pop()) {
    for (const [key, value] of Object.entries(holder)) {
      if (isHolder(value)) holders.push(value);
      else if (typeof value === "string" && value.startsWith(begin))
        Object.defineProperty(holder, key, { value: new ExactNumber(value.slice(begin.length)) });
    }
  }
  return whole[""];
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The mark of what is being written at the moment. */
let writing: string | null = null;

/** Writes JSON, its exact numbers as they were written. */
export function stringifyExact(value: unknown, space?: number): string {
  writing = mark();
  try {
    const [first = "", ...rest] = JSON.stringify(value, null, space).split(
      JSON.stringify(writing).slice(0, -1),
    );
    // After each mark a number, and the quote that JSON.stringify has put behind it.
    return first + rest.map((piece) => piece.replace('"', "")).join("");
  } finally {
    writing = null;
  }
}
