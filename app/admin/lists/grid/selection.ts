/** Which rows are chosen: some by id, or all that match the list's filter, also those that nobody has loaded. */
export type Selection = { all: false; ids: ReadonlySet<string> } | { all: true };

export const NOTHING: Selection = { all: false, ids: new Set() };
export const EVERYTHING: Selection = { all: true };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.all || selection.ids.has(id);
}

/** The chosen ids among the loaded ones; all of them when everything is chosen. */
function idsOf(selection: Selection, loaded: readonly string[]): Set<string> {
  return new Set(selection.all ? loaded : selection.ids);
}

/**
 * The selection after one row is chosen or no longer chosen. Taking one out of "all that match" leaves the other loaded
 * ones: what nobody has seen cannot be chosen one by one.
 */
export function toggled(selection: Selection, id: string, loaded: readonly string[]): Selection {
  const ids = idsOf(selection, loaded);
  if (!ids.delete(id)) ids.add(id);
  return { all: false, ids };
}

/** The selection with all loaded rows between two of them, both included. */
export function withRange(
  selection: Selection,
  loaded: readonly string[],
  from: string,
  to: string,
): Selection {
  const [first, last] = [loaded.indexOf(from), loaded.indexOf(to)].sort((a, b) => a - b);
  if (first === undefined || last === undefined || first < 0) return toggled(selection, to, loaded);
  return {
    all: false,
    ids: new Set([...idsOf(selection, loaded), ...loaded.slice(first, last + 1)]),
  };
}

/** How much of what is loaded is chosen: for the box in the head of the table. */
export function extentOf(selection: Selection, loaded: readonly string[]): "none" | "some" | "all" {
  if (selection.all) return "all";
  if (selection.ids.size === 0) return "none";
  return loaded.length > 0 && loaded.every((id) => selection.ids.has(id)) ? "all" : "some";
}

/** The selection without rows that are no longer in the list: what one cannot see is not acted upon. */
export function withoutGone(selection: Selection, loaded: readonly string[]): Selection {
  if (selection.all || selection.ids.size === 0) return selection;
  const present = new Set(loaded);
  const ids = [...selection.ids].filter((id) => present.has(id));
  return ids.length === selection.ids.size ? selection : { all: false, ids: new Set(ids) };
}
