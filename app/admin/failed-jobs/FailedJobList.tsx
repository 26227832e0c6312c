import Button from "@mui/material/Button";
import type { Theme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import { keepPreviousData } from "@tanstack/react-query";
import { useTable } from "@tanstack/react-table";
import { useGetList, useTranslate } from "react-admin";
import { Link, useLocation } from "react-router-dom";
import { Centered } from "~/admin/components/Centered";
import { CursorPager, isPlaced } from "~/admin/lists/CursorPager";
import { DataTable } from "~/admin/lists/DataTable";
import { EmptyPlace } from "~/admin/lists/EmptyPlace";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { ListFrame } from "~/admin/lists/ListFrame";
import { SearchField } from "~/admin/lists/SearchField";
import { SortSelect } from "~/admin/lists/SortSelect";
import { deskTableFeatures } from "~/admin/lists/table-features";
import { useListAddress } from "~/admin/lists/use-list-address";
import { NewFailuresPill } from "~/admin/live/NewFailuresPill";
import { failedJobPath } from "~/admin/paths";
import {
  FAILED_JOB_SORTS,
  type FailedJobCounts,
  type FailedJobRow,
  failedJobListQuerySchema,
} from "~/lib/failed-jobs/failed-job-schemas";
import { FailedJobCards } from "./FailedJobCards";
import { failedJobColumns } from "./failed-job-columns";

const STATES = ["open", "retrying", "recovered", "resolved", "all"] as const;
const NO_ROWS: FailedJobRow[] = [];

function countOf(state: (typeof STATES)[number], counts: FailedJobCounts | undefined): number | undefined {
  if (!counts) return undefined;
  return state === "all" ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[state];
}

/** Nothing to show, and why: nothing has failed, the state is empty, or the filters match nothing. */
function NoFailedJobs({
  state,
  searched,
  clearHref,
}: {
  state: string;
  searched: boolean;
  clearHref: string;
}) {
  const translate = useTranslate();
  const kind = searched ? "no_match" : state === "open" ? "empty" : "empty_state";
  return (
    <Centered
      tone={kind === "empty" ? "complete" : "pending"}
      title={translate(`failed_jobs.${kind}.title`)}
      text={translate(`failed_jobs.${kind}.text`)}
      action={
        searched && (
          <Button component={Link} to={clearHref}>
            {translate("failed_jobs.no_match.clear")}
          </Button>
        )
      }
    />
  );
}

/** The dead letters, the most urgent first. */
export function FailedJobList() {
  const translate = useTranslate();
  const { query, hrefWith, change } = useListAddress(failedJobListQuerySchema);
  const from = { list: useLocation().search };
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down("sm"));
  const list = useGetList<FailedJobRow>(
    "failed-jobs",
    { filter: query },
    { placeholderData: keepPreviousData },
  );
  const rows = list.data ?? NO_ROWS;
  const counts: FailedJobCounts | undefined = list.meta?.counts;
  const table = useTable({
    features: deskTableFeatures,
    columns: failedJobColumns,
    data: rows,
    getRowId: (row) => row.id,
  });
  const shown = translate("failed_jobs.shown", { smart_count: rows.length });
  const empty = list.data !== undefined && rows.length === 0;

  return (
    <ListFrame
      title={translate("failed_jobs.title")}
      description={translate("failed_jobs.description")}
      state={{ ...list, hasRows: list.data !== undefined, refetch: () => void list.refetch() }}
      tabs={
        <FilterTabs
          label={translate("failed_jobs.tabs")}
          tabs={STATES.map((state) => ({
            to: hrefWith({ state }),
            label: translate(state === "all" ? "failed_jobs.all" : `failed_jobs.state.${state}`),
            current: query.state === state,
            count: countOf(state, counts),
          }))}
        />
      }
      tools={
        <>
          <SearchField
            label={translate("failed_jobs.search")}
            value={query.q}
            onChange={(q) => change({ q }, true)}
          />
          <SortSelect
            value={query.sort}
            options={FAILED_JOB_SORTS.map((value) => ({
              value,
              label: translate(`failed_jobs.sort.${value}`),
            }))}
            onChange={(sort) => change({ sort })}
          />
        </>
      }
      pager={
        list.data && (
          <CursorPager
            place={query}
            previous={list.meta?.previous ?? null}
            next={list.meta?.next ?? null}
            shown={shown}
            dayLabel={translate(`failed_jobs.from.${query.sort}`)}
            onGo={(place) => change({ cursor: place.cursor, from: place.from })}
          />
        )
      }
    >
      <NewFailuresPill onShow={() => void list.refetch()} />
      {empty && isPlaced(query) ? (
        <EmptyPlace />
      ) : empty ? (
        <NoFailedJobs state={query.state} searched={query.q !== ""} clearHref={hrefWith({ q: "" })} />
      ) : narrow ? (
        <FailedJobCards jobs={rows} loading={list.data === undefined} />
      ) : (
        <DataTable
          table={table}
          label={translate("failed_jobs.table")}
          pathOf={(job) => failedJobPath(job.id)}
          from={from}
          loading={list.data === undefined}
        />
      )}
    </ListFrame>
  );
}
