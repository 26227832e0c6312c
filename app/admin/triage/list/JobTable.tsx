import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTable } from "@tanstack/react-table";
import { type KeyboardEvent, type MouseEvent, useCallback, useMemo } from "react";
import { useTranslate } from "react-admin";
import { failedJobPath } from "~/admin/addresses/paths";
import { useKindName } from "~/admin/failed-jobs/use-kind-name";
import { gridFeatures } from "~/admin/lists/grid/grid-features";
import type { GridSettings } from "~/admin/lists/grid/grid-settings";
import { VirtualGrid } from "~/admin/lists/grid/VirtualGrid";
import { useTableFits } from "~/admin/lists/TriageFrame";
import type { Cursor } from "~/admin/lists/use-cursor";
import type { ListSelection } from "~/admin/lists/use-list-selection";
import { token } from "~/admin/theme/tokens";
import { FailedJobCards } from "~/admin/triage/FailedJobCards";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { triageColumns } from "./triage-columns";
import type { useFailedJobPages } from "./use-failed-job-pages";

const Place = styled("div")(({ theme }) => ({
  display: "flex",
  flexDirection: "column",
  flex: "1 1 auto",
  minHeight: 0,
  backgroundColor: token("surface"),
  transition: "opacity 120ms",
  [theme.breakpoints.down("md")]: {
    border: `1px solid ${token("border")}`,
    borderRadius: 8,
    overflow: "hidden",
    height: "max(420px, calc(100vh - 270px))",
  },
  [theme.breakpoints.down("sm")]: { height: "auto" },
}));
const End = styled("div")({
  display: "flex",
  gap: 8,
  alignItems: "center",
  padding: "10px 16px",
  color: token("muted"),
  "&:empty": { display: "none" },
});

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

/** The rows of the list: a table of any length, or cards where a table has no room. */
export function JobTable(props: JobTableProps) {
  const { pages, total, settings, onSettings, cursor, selection, openId, onOpen } = props;
  const translate = useTranslate();
  const kindName = useKindName();
  const narrow = !useTableFits();
  const visibility = useMemo(
    () => Object.fromEntries(settings.hidden.map((id) => [id, false])),
    [settings.hidden],
  );
  const table = useTable({
    features: gridFeatures,
    columns: triageColumns,
    data: pages.rows,
    getRowId: (row) => row.id,
    state: { columnVisibility: visibility, columnSizing: settings.widths },
  });
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, isPlaceholderData } = pages;
  const { fetchNextPage } = pages;
  const more = useCallback(() => {
    // To ask for more would end what is being read: rows that have changed would stay as they were.
    if (hasNextPage && !isFetching && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage]);
  const open = (row: FailedJobRow, event: MouseEvent | KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey) window.open(failedJobPath(row.id), "_blank", "noopener");
    else onOpen(row);
  };
  const end = (
    <End aria-live="polite">
      {isFetchNextPageError && !isFetchingNextPage && (
        <>
          {translate("failed_jobs.list.more_failed")}
          <Button onClick={() => void fetchNextPage()}>{translate("desk.retry")}</Button>
        </>
      )}
      {isFetchingNextPage && translate("failed_jobs.list.loading_more")}
      {narrow && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && (
        <Button onClick={() => void fetchNextPage()}>{translate("desk.more")}</Button>
      )}
    </End>
  );
  const style = isPlaceholderData ? { opacity: 0.6 } : {};
  if (narrow) {
    return (
      <Place style={style}>
        <FailedJobCards jobs={pages.rows} loading={pages.data === undefined} />
        {end}
      </Place>
    );
  }
  return (
    <Place style={style}>
      <VirtualGrid
        table={table}
        label={translate("failed_jobs.table")}
        total={total}
        busy={pages.isPending || isPlaceholderData}
        loading={pages.isPending}
        selection={selection}
        selectLabelOf={(job) =>
          translate("failed_jobs.list.select_row", {
            name: translate("failed_jobs.list.row_name", {
              error: kindName(job),
              who: job.order?.customer_email ?? translate("failed_jobs.no_order"),
            }),
          })
        }
        activeIndex={cursor.index}
        moves={cursor.moves}
        onActivate={cursor.activate}
        onMove={cursor.move}
        openId={openId}
        onOpen={open}
        onResize={(id, width) => onSettings({ widths: { ...settings.widths, [id]: width } })}
        onNearEnd={more}
        onSight={pages.onSight}
        end={end}
      />
    </Place>
  );
}
