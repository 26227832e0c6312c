import { useCallback, useRef, useState } from "react";

/** The row that the keys act on. */
export interface Cursor {
  /** Its index; 0 when the list is empty. */
  index: number;
  /** Goes up each time a key has moved it. */
  moves: number;
  activate: (index: number) => void;
  /** @param step rows down, or up when negative; stops at the ends @returns the id that it is at then */
  move: (step: number) => string | undefined;
}

/**
 * Keeps to one row by its id, wherever it moves; when it leaves the list, the row that takes its place is next.
 *
 * @param ids of the rows, in their order
 */
export function useCursor(ids: readonly string[]): Cursor {
  const [active, setActive] = useState<{ id: string | undefined; moves: number }>({
    id: undefined,
    moves: 0,
  });
  const lastIndex = useRef(0);
  const found = active.id === undefined ? -1 : ids.indexOf(active.id);
  const index = Math.max(0, Math.min(found >= 0 ? found : lastIndex.current, ids.length - 1));
  lastIndex.current = index;
  const activate = useCallback(
    (next: number) => setActive((current) => ({ ...current, id: ids[next] })),
    [ids],
  );
  const move = useCallback(
    (step: number) => {
      const next = Math.max(0, Math.min(lastIndex.current + step, ids.length - 1));
      setActive((current) => ({ id: ids[next], moves: current.moves + 1 }));
      lastIndex.current = next;
      return ids[next];
    },
    [ids],
  );
  return { index, moves: active.moves, activate, move };
}
