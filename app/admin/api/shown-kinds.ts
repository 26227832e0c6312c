import { LOCALE } from "~/admin/i18n/locale";
import { type ShownKind, UNKNOWN_KIND } from "~/lib/failed-jobs/error-kinds";

let kinds = new Map<string, ShownKind>();

/** Keeps the registered kinds of error, as the session brings them: the desk shows nothing before. */
export function setShownKinds(shown: readonly ShownKind[]): void {
  kinds = new Map(shown.map((kind) => [kind.kind, kind]));
}

/** A kind of error; one that was removed since is as one that nobody knows. */
export function shownKind(kind: string): ShownKind | undefined {
  return kinds.get(kind) ?? kinds.get(UNKNOWN_KIND);
}

/** What a kind is called in the reader's language; undefined for one that is not registered. */
export function kindLabel(kind: string): string | undefined {
  return kinds.get(kind)?.label[LOCALE];
}
