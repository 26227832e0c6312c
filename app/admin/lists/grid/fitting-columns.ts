/** A column as far as its place beside the others goes. Widths are in px. */
export interface FittingColumn {
  id: string;
  /** For the one column that takes what the others leave: the least that it needs. */
  width: number;
  /** Columns with a greater number leave first when there is no room; one without it always stays. */
  leaves?: number | undefined;
}

/**
 * Which columns there is room for: while they are too wide together, the least needed one is left out.
 *
 * @param room px for all of them
 * @returns ids of the columns that stay, in their order
 */
export function fittingColumns(columns: readonly FittingColumn[], room: number): string[] {
  let staying = [...columns];
  const isTooWide = () => staying.reduce((sum, column) => sum + column.width, 0) > room;
  while (isTooWide()) {
    const last = staying.reduce<FittingColumn | null>(
      (found, column) =>
        column.leaves !== undefined && column.leaves > (found?.leaves ?? 0) ? column : found,
      null,
    );
    if (!last) break;
    staying = staying.filter((column) => column !== last);
  }
  return staying.map(({ id }) => id);
}
