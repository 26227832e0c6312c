import type { RefObject } from "react";
import type { JobAction } from "~/admin/failed-jobs/actions/job-actions";
import { useJobActions } from "~/admin/failed-jobs/actions/job-actions-context";
import { useShortcuts } from "~/admin/keyboard/use-shortcuts";
import type { Cursor } from "~/admin/lists/use-cursor";
import type { ListSelection } from "~/admin/lists/use-list-selection";
import { FAILED_JOB_KINDS, type FailedJobKind } from "~/lib/bulk/bulk-schemas";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import type { TriageAddress } from "./use-triage-address";

interface ListKeys {
  rows: readonly FailedJobRow[];
  cursor: Cursor;
  selection: ListSelection;
  address: TriageAddress;
  searchField: RefObject<HTMLInputElement | null>;
  onOpen: (row: FailedJobRow) => void;
  onBulk: (kind: FailedJobKind) => void;
}

const ROW_ACTIONS = [
  "retry",
  "resolve",
  "assign",
  "snooze",
  "comment",
] as const satisfies readonly JobAction[];

function isBulkKind(action: JobAction): action is FailedJobKind {
  return FAILED_JOB_KINDS.some((kind) => kind === action);
}

/**
 * The keys of the list. What is chosen is acted upon; with nothing chosen, the row that the keys have come to. While a
 * failed job is open beside the list its pane has those keys.
 */
export function useListKeys(keys: ListKeys): void {
  const { rows, cursor, selection, address, searchField, onOpen, onBulk } = keys;
  const { openAction } = useJobActions();
  const active = rows[cursor.index];
  const go = (step: number) => {
    const id = cursor.move(step);
    if (id !== undefined && address.openJob !== undefined) address.showJob(id, true);
  };
  const act = (action: JobAction) => {
    if (selection.any && isBulkKind(action)) onBulk(action);
    else if (active) {
      openAction(action, active, document.querySelector<HTMLElement>(`[data-index="${cursor.index}"]`));
    }
  };
  const inPane = address.openJob !== undefined && !selection.any;
  const withRow = (use: (row: FailedJobRow) => void) => () => active && use(active);
  const [retry, resolve, assign, snooze, comment] = ROW_ACTIONS.map((action) => () => act(action));
  useShortcuts({
    next: () => go(1),
    previous: () => go(-1),
    select: withRow(({ id }) => selection.onToggle(id, false)),
    select_range: withRow(({ id }) => selection.onToggle(id, true)),
    select_all: () => selection.onToggleLoaded(),
    open: withRow(onOpen),
    search: () => searchField.current?.focus(),
    ...((selection.any || address.openJob !== undefined) && {
      close: () => (selection.any ? selection.clear() : address.showJob(null)),
    }),
    ...(!inPane && retry && resolve && assign && snooze && { retry, resolve, assign, snooze }),
    ...(!inPane && !selection.any && comment && { comment }),
  });
}
