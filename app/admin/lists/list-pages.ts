import type { Page } from "~/lib/list-query";

/** A page of a list, kept while one scrolls through the others. */
export type KeptPage<P> = P & {
  /** Something has changed since it was read: it is read anew when it comes into sight. */
  outdated?: true;
};

/** Where in its list a page begins. */
export interface Place {
  cursor?: string | undefined;
  from?: string | undefined;
}

/**
 * The rows of all pages. What moves while one scrolls may come twice; it is shown once, at its first place.
 *
 * @returns `starts`: for each page the index of its first row
 */
export function joinPages<Row extends { id: string }>(
  pages: readonly Page<Row>[],
): { rows: Row[]; starts: number[] } {
  const byId = new Map<string, Row>();
  const starts = pages.map((page) => {
    const start = byId.size;
    for (const row of page.rows) if (!byId.has(row.id)) byId.set(row.id, row);
    return start;
  });
  return { rows: [...byId.values()], starts };
}

/**
 * Indexes of the pages on which rows stand.
 *
 * @param starts for each page the index of its first row
 * @param first index of a row
 * @param last index of a row, not before the first
 */
export function pagesWith(starts: readonly number[], first: number, last: number): number[] {
  const pages = starts.map((_, page) => page);
  return pages.filter((page) => (starts[page] ?? 0) <= last && first < (starts[page + 1] ?? Infinity));
}

/**
 * A page brought up to date with no row moved: rows say what they are now, and those that have gone leave. Nothing is
 * put between them: what is new is announced elsewhere. Its end stays where it is, since the next page begins there.
 *
 * @param known the page as it is shown
 * @param now what is there now, from the beginning of the page on
 */
export function broughtUpToDate<Row extends { id: string }, P extends Page<Row>>(known: P, now: P): P {
  const fresh = new Map(now.rows.map((row) => [row.id, row]));
  const ids = new Set(known.rows.map(({ id }) => id));
  const lastFound = known.rows.findLastIndex(({ id }) => fresh.has(id));
  // New rows may have pushed the end of the page out of the answer, which then says nothing about it.
  const goesOn = now.next === null || !ids.has(now.rows.at(-1)?.id ?? "");
  const rows = known.rows.flatMap((row, index) => {
    const found = fresh.get(row.id);
    if (found) return [found];
    return goesOn || index < lastFound ? [] : [row];
  });
  return { ...now, rows, next: known.next, previous: known.previous };
}

/**
 * A page with its changed rows as they are now, each where it stands, whether or not it still matches the filter. If some
 * of them were not fetched, the page is outdated.
 *
 * @param fresh the rows that were fetched, by id
 * @param asked the ids that were asked for; a row that no longer exists stays as it was
 * @param hasChanged whether a row has changed
 */
export function withFreshRows<Row extends { id: string }, P extends Page<Row>>(
  page: KeptPage<P>,
  fresh: ReadonlyMap<string, Row>,
  asked: ReadonlySet<string>,
  hasChanged: (id: string) => boolean,
): KeptPage<P> {
  const outdated = page.rows.some(({ id }) => hasChanged(id) && !asked.has(id));
  return {
    ...page,
    rows: page.rows.map((row) => fresh.get(row.id) ?? row),
    ...(outdated && { outdated: true }),
  };
}
