import { useCallback, useEffect, useRef, useState } from "react";
import { useLiveChanges } from "~/admin/live/LiveProvider";
import type { LiveChanges } from "~/admin/live/live-store";

/** Rows that are not what they were; "all" when nobody knows which. */
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
 * Brings the rows of a list up to date where they stand as the live stream tells of them: nothing moves, nothing leaves.
 *
 * @param of what the rows are
 * @param busy the list is being read, or could not be: what is under way may be older than the change
 * @param bring reads the rows and puts them in their places; what it could not, comes with the next change
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
