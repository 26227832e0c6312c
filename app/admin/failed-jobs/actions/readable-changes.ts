import { type PayloadChange, payloadChanges } from "~/lib/failed-jobs/payload-changes";
import { valueAt } from "./payload-values";

/** A list of plain values, which is read as one. */
function isPlainList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
}

/**
 * What was changed in a payload, as a person reads it: a list of plain values is one place, since an item that is put
 * in at its front would otherwise seem to change all the others.
 */
export function readableChanges(before: unknown, after: unknown): PayloadChange[] {
  const seen = new Set<string>();
  return payloadChanges(before, after).flatMap((change) => {
    const list = change.path.split(".").slice(0, -1);
    const [was, is] = [valueAt(before, list), valueAt(after, list)];
    if (list.length === 0 || !isPlainList(was) || !isPlainList(is)) return [change];
    const path = list.join(".");
    if (seen.has(path)) return [];
    seen.add(path);
    return [{ path, before: was, after: is }];
  });
}
