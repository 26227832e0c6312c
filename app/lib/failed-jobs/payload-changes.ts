import { ExactNumber } from "~/lib/exact-json";

/** One difference between the payload as it failed and as it is sent. */
export interface PayloadChange {
  /** Where, as a person would write it: "variant_numbers.0". */
  path: string;
  /** Absent when it was added. */
  before?: unknown;
  /** Absent when it was taken away. */
  after?: unknown;
}

function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === "object" && value !== null && !(value instanceof ExactNumber);
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof ExactNumber && other instanceof ExactNumber) return one.written === other.written;
  return Object.is(one, other);
}

/**
 * What was changed in a payload, place by place.
 *
 * @returns nothing when they are equal; places in the order of the original, added ones last
 */
export function payloadChanges(before: unknown, after: unknown, path = ""): PayloadChange[] {
  if (isSame(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [
      {
        path,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      },
    ];
  }
  const was = new Map(Object.entries(before));
  const is = new Map(Object.entries(after));
  const places = [...new Set([...was.keys(), ...is.keys()])];
  return places.flatMap((place) =>
    payloadChanges(was.get(place), is.get(place), path === "" ? place : `${path}.${place}`),
  );
}
