import { useTranslate } from "react-admin";
import { failedJobPath } from "~/admin/addresses/paths";
import { kindName } from "~/admin/failed-jobs/kind-name";
import type { GridSettings } from "~/admin/lists/grid/grid-settings";
import { ListRows } from "~/admin/lists/ListRows";
import type { Cursor } from "~/admin/lists/use-cursor";
import type { ListSelection } from "~/admin/lists/use-list-selection";
import { FailedJobCards } from "~/admin/triage/FailedJobCards";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { triageColumns } from "./triage-columns";
import type { useFailedJobPages } from "./use-failed-job-pages";

interface JobTableProps {
  pages: ReturnType<typeof useFailedJobPages>;
  /** How many match, as far as anybody counted; null when nobody knows. */
  total: number | null;
  settings: GridSettings;
  onSettings: (part: Partial<GridSettings>) => void;
  cursor: Cursor;
  selection: ListSelection;
  openId: string | undefined;
  onOpen: (row: FailedJobRow) => void;
}

/** The rows of the list of failed jobs. */
export function JobTable(props: JobTableProps) {
  const { pages } = props;
  const translate = useTranslate();
  return (
    <ListRows
      {...props}
      columns={triageColumns}
      cards={<FailedJobCards jobs={pages.rows} loading={pages.data === undefined} />}
      label={translate("failed_jobs.table")}
      selectLabelOf={(job) =>
        translate("failed_jobs.list.select_row", {
          name: translate("failed_jobs.list.row_name", {
            error: kindName(job),
            who: job.order?.customer_email ?? translate("failed_jobs.no_order"),
          }),
        })
      }
      pathOf={failedJobPath}
    />
  );
}
