import { useCallback, useSyncExternalStore } from "react";
import { useStaff } from "~/admin/session/SessionGate";

/** What somebody may be in the middle of writing about a failed job. */
export type DraftField = "note" | "comment";

const PREFIX = "reprise-draft";
const memory = new Map<string, string>();
const listeners = new Set<() => void>();

/** One for each writer: a tab that changes hands does not show the next person what the last one wrote. */
export function draftKey(staffId: string, jobId: string, field: DraftField): string {
  return `${PREFIX}:${staffId}:${jobId}:${field}`;
}

/** What has been written and not been sent; empty without anything. */
export function readDraft(key: string): string {
  const known = memory.get(key);
  if (known !== undefined) return known;
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Keeps what has been written until it is sent: over conflicts, other pages and a reload of this tab. */
export function writeDraft(key: string, text: string): void {
  memory.set(key, text);
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // The browser allows no storage, or it is full: the draft then lives as long as the page.
  }
  for (const listener of listeners) listener();
}

/** What has arrived is no draft any more, in whichever field it was written; anything else stays. */
export function clearDelivered(staffId: string, jobId: string, text: string): void {
  for (const field of ["note", "comment"] as const) {
    const key = draftKey(staffId, jobId, field);
    if (text.trim() !== "" && readDraft(key).trim() === text.trim()) writeDraft(key, "");
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A draft that every field of the same name shows, wherever on the desk it is. */
export function useDraft(jobId: string, field: DraftField): [text: string, write: (text: string) => void] {
  const key = draftKey(useStaff().id, jobId, field);
  const text = useSyncExternalStore(subscribe, () => readDraft(key));
  return [text, useCallback((next: string) => writeDraft(key, next), [key])];
}
