import { useTranslate } from "react-admin";
import { BulkToolbar } from "~/admin/failed-jobs/bulk/BulkToolbar";
import { formatCount } from "~/admin/i18n/formats";
import type { BulkKind } from "~/lib/failed-jobs/bulk-schemas";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import type { Counted } from "./state-counts";
import type { ListSelection } from "./use-list-selection";

interface BulkBarProps {
  selection: ListSelection;
  /** How many match the filter; undefined when nobody knows. */
  matching: Counted | undefined;
  /** Some of those are not loaded. */
  hasMore: boolean;
  onAct: (kind: BulkKind) => void;
}

/** What is chosen, all that match included, and what can be done with it. */
export function BulkBar({ selection, matching, hasMore, onAct }: BulkBarProps) {
  const translate = useTranslate();
  const all = formatCount(matching?.count ?? COUNTED_UP_TO, COUNTED_UP_TO, matching?.more ?? true);
  const size = selection.size;
  return (
    <BulkToolbar
      selected={
        size === null
          ? translate("failed_jobs.bulk.selected_all", { count: all })
          : translate("failed_jobs.bulk.selected", { smart_count: size, count: formatCount(size) })
      }
      selectAll={
        size !== null && selection.extent === "all" && hasMore
          ? translate("failed_jobs.bulk.select_all", { count: all })
          : null
      }
      onSelectAll={selection.selectEverything}
      onClear={selection.clear}
      onAct={onAct}
    />
  );
}
