import { useEffect, useMemo, useRef, useState } from "react";
import {
  EVERYTHING,
  extentOf,
  isSelected,
  NOTHING,
  type Selection,
  toggled,
  withoutGone,
  withRange,
} from "~/admin/lists/grid/selection";

/**
 * What is chosen in a list. It is forgotten when the list becomes another one: what one cannot see is not acted upon.
 *
 * @param ids of the loaded rows, in their order
 * @param list what the rows are of, such as the address's filter
 */
export function useListSelection(ids: readonly string[], list: string) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const anchor = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is the reason.
  useEffect(() => {
    setSelection(NOTHING);
    anchor.current = null;
  }, [list]);
  useEffect(() => setSelection((current) => withoutGone(current, ids)), [ids]);
  return useMemo(() => {
    const extent = extentOf(selection, ids);
    return {
      selection,
      extent,
      size: selection.all ? null : selection.ids.size,
      any: extent !== "none",
      has: (id: string) => isSelected(selection, id),
      onToggle: (id: string, range: boolean) => {
        setSelection(
          range && anchor.current !== null
            ? withRange(selection, ids, anchor.current, id)
            : toggled(selection, id, ids),
        );
        anchor.current = id;
      },
      onToggleLoaded: () => setSelection(extent === "all" ? NOTHING : { all: false, ids: new Set(ids) }),
      selectEverything: () => setSelection(EVERYTHING),
      clear: () => setSelection(NOTHING),
    };
  }, [selection, ids]);
}

export type ListSelection = ReturnType<typeof useListSelection>;
