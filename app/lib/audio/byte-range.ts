/** A part of a file in bytes; both ends are included, as in the header. */
export interface ByteRange {
  start: number;
  end: number;
}

/** What a request is to be answered with: everything (200), a part (206), or a refusal (416). */
export type RangeAnswer = { kind: "full" } | { kind: "unsatisfiable" } | ({ kind: "partial" } & ByteRange);

/** The headers of a request that decide about a range; null when the header is absent. */
export interface RangeRequest {
  method: string;
  range: string | null;
  ifRange: string | null;
}

const FULL: RangeAnswer = { kind: "full" };

/**
 * Decides what a request for a part of a file gets, by RFC 9110, sections 13.1.5 (If-Range) and 14.2 (Range).
 *
 * A range counts for GET alone. One that is malformed, reversed, of an unknown unit or of several parts is ignored,
 * as the RFC allows: an answer of several parts is something no audio player asks for.
 *
 * @param size of the whole file, in bytes
 * @param etag the file's strong entity tag, with its quotes
 */
export function answerRange(
  { method, range, ifRange }: RangeRequest,
  size: number,
  etag: string,
): RangeAnswer {
  if (method !== "GET" || range === null) return FULL;
  // A date is never trusted to name a version, and a weak tag ("W/...") never equals a strong one.
  if (ifRange !== null && ifRange.trim() !== etag) return FULL;
  const [, first, last] = /^\s*bytes=\s*(\d*)-(\d*)\s*$/i.exec(range) ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return FULL;
  // Number() of more digits than it can hold is too large or Infinity; both compare as they should.
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0
      ? { kind: "unsatisfiable" }
      : { kind: "partial", start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return FULL;
  if (start >= size) return { kind: "unsatisfiable" };
  return { kind: "partial", start, end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}

/**
 * Tells whether the sender already has this version, by RFC 9110, section 13.1.2, where W/ makes no difference.
 *
 * @param ifNoneMatch the header, null when it is absent
 * @param etag the file's strong entity tag, with its quotes
 */
export function isUnchanged(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}
