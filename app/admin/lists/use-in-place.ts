import { useCallback, useEffect, useRef, useState } from "react";
import { useLiveChanges } from "~/admin/live/LiveProvider";
import type { LiveChanges } from "~/admin/live/live-store";

/** Rows that have changed; "all" when it is not known which. */
export interface ChangedRows {
  all: boolean;
  ids: ReadonlySet<string>;
}

const NONE: ChangedRows = { all: false, ids: new Set() };

function together(...parts: ChangedRows[]): ChangedRows {
  return { all: parts.some(({ all }) => all), ids: new Set(parts.flatMap(({ ids }) => [...ids])) };
}

const isNothing = ({ all, ids }: ChangedRows) => !all && ids.size === 0;

/**
 * Updates the rows of a list where they stand when the live stream says that they changed. No row moves or leaves.
 *
 * @param of what the rows are
 * @param busy the list is being fetched, or failed: rows wait, since an answer under way may be older than the change
 * @param bring fetches the rows and puts them in their places; rows that fail are tried again with the next change
 */
export function useInPlace(
  of: "failures" | "orders",
  busy: boolean,
  bring: (changed: ChangedRows) => Promise<void>,
): void {
  const [changed, setChanged] = useState(NONE);
  const [bringing, setBringing] = useState(false);
  const missed = useRef(NONE);
  const latest = useRef(bring);
  latest.current = bring;
  const note = useCallback(
    ({ all, [of]: ids }: LiveChanges) => {
      const now = together(missed.current, { all, ids });
      missed.current = NONE;
      if (!isNothing(now)) setChanged((known) => together(known, now));
    },
    [of],
  );
  useLiveChanges(note);
  useEffect(() => {
    if (busy || bringing || isNothing(changed)) return;
    setChanged(NONE);
    setBringing(true);
    latest
      .current(changed)
      .catch(() => {
        missed.current = together(missed.current, changed);
      })
      .finally(() => setBringing(false));
  }, [busy, bringing, changed]);
}
