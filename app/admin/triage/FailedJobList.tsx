import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { useLocation, useNavigate } from "react-router-dom";
import { FAILED_JOBS_PATH, failedJobPath } from "~/admin/addresses/paths";
import { inReaderZone } from "~/admin/api/reader-zone";
import { BulkToolbar } from "~/admin/bulk/BulkToolbar";
import { loadWhenIdle } from "~/admin/components/load-when-idle";
import { PageSkeleton } from "~/admin/components/PageSkeleton";
import { loadActionForms } from "~/admin/failed-jobs/actions/load-action-forms";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { formatCount } from "~/admin/i18n/formats";
import { CursorPager, isPlaced } from "~/admin/lists/CursorPager";
import { GridMenu } from "~/admin/lists/GridMenu";
import { hideableColumns } from "~/admin/lists/grid/grid-features";
import { useGridSettings } from "~/admin/lists/grid/grid-settings";
import { ListFoot } from "~/admin/lists/ListFoot";
import { TriageFrame, usePaneFits, useSideFits, useTableFits } from "~/admin/lists/TriageFrame";
import { useCursor } from "~/admin/lists/use-cursor";
import { useListSelection } from "~/admin/lists/use-list-selection";
import { useSideOpen } from "~/admin/lists/use-side-open";
import { usePauseLive } from "~/admin/live/LiveProvider";
import { NewFailuresPill } from "~/admin/live/NewFailuresPill";
import { loadPalette } from "~/admin/palette/load-palette";
import { SavedViews } from "~/admin/saved-views/SavedViews";
import { type BulkPreviewRequest, FAILED_JOB_KINDS, type FailedJobKind } from "~/lib/bulk/bulk-schemas";
import {
  COUNTED_UP_TO,
  type FailedJobRow,
  failedJobListQuerySchema,
} from "~/lib/failed-jobs/failed-job-schemas";
import { GroupList } from "./groups/GroupList";
import { GROUP_DAYS, useErrorGroups } from "./groups/use-error-groups";
import { FacetPanel } from "./list/FacetPanel";
import { JobTable } from "./list/JobTable";
import { ListBody } from "./list/ListBody";
import { ListHead } from "./list/ListHead";
import { exportPath } from "./list/list-paths";
import { StateTabs } from "./list/StateTabs";
import { countOf } from "./list/state-counts";
import { triageColumns } from "./list/triage-columns";
import { useFacets } from "./list/use-facets";
import { useFailedJobPages } from "./list/use-failed-job-pages";
import { useListKeys } from "./list/use-list-keys";
import { filterOf, useTriageAddress } from "./list/use-triage-address";

// What is not on the first screen comes after it.
const loadPane = () => import("./pane/ReadingPane");
const ReadingPane = lazy(async () => ({ default: (await loadPane()).ReadingPane }));
const BulkDialog = lazy(async () => ({ default: (await import("~/admin/bulk/BulkDialog")).BulkDialog }));

const MENU_COLUMNS = hideableColumns(triageColumns);

/** The dead letters, the most urgent first: the page that the support staff live in. */
export function FailedJobList() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { search } = useLocation();
  const address = useTriageAddress();
  const { query, hrefWith, openJob, showJob } = address;
  const filter = useMemo(() => filterOf(query), [query]);
  const grouped = query.by === "groups";
  const pages = useFailedJobPages(query, !grouped);
  const groups = useErrorGroups(filter, grouped);
  const facets = useFacets(filter);
  const ids = useMemo(() => pages.rows.map(({ id }) => id), [pages.rows]);
  const selection = useListSelection(ids, JSON.stringify([query.by, query.sort, filter]));
  const cursor = useCursor(ids);
  const paneFits = usePaneFits();
  const tableFits = useTableFits();
  const sideFits = useSideFits();
  const [sideOpen, toggleSide] = useSideOpen(sideFits);
  const [settings, changeSettings] = useGridSettings("failed-jobs");
  const [bulk, setBulk] = useState<BulkPreviewRequest | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  useEffect(() => loadWhenIdle(loadPane, loadActionForms, loadPalette), []);

  const complete = !pages.hasNextPage && !isPlaced(query);
  const matching = complete ? { count: ids.length, more: false } : countOf(query.state, facets.data?.state);
  const total = matching === undefined || matching.more ? null : matching.count;
  const openRow = (row: FailedJobRow) => {
    if (paneFits) showJob(row.id, openJob !== undefined);
    else navigate(failedJobPath(row.id), { state: { list: search } });
  };
  const actOnSelection = (kind: FailedJobKind) => {
    const { selection: chosen } = selection;
    setBulk({ kind, selection: chosen.all ? { filter } : { ids: [...chosen.ids] } });
  };
  useListKeys({
    rows: pages.rows,
    cursor,
    selection,
    address,
    searchField,
    onOpen: openRow,
    onBulk: actOnSelection,
  });
  const known = useMemo(
    () => ({
      type: [...new Set(pages.rows.map(({ error_type }) => error_type))],
      job: facets.data?.job_type.map(({ value }) => value) ?? [],
    }),
    [pages.rows, facets.data],
  );
  const { data: counts, error: countsError, refetch: countAnew } = facets;
  // The same until it says something else: keys and rows that come are not to wait for it.
  const side = useMemo(
    () => (
      <>
        <SavedViews list="failed_jobs" path={FAILED_JOBS_PATH} schema={failedJobListQuerySchema} />
        <FacetPanel
          filter={filter}
          facets={counts}
          error={countsError}
          onRetry={() => void countAnew()}
          hrefWith={hrefWith}
        />
      </>
    ),
    [filter, counts, countsError, countAnew, hrefWith],
  );
  const source = grouped ? groups : pages;
  usePauseLive(selection.any ? "selected" : null);
  const empty = grouped
    ? groups.data?.length === 0
    : pages.data !== undefined && !pages.isPlaceholderData && ids.length === 0;
  const [firstRow] = pages.rows;
  return (
    <TriageFrame
      sideOpen={sideOpen}
      onSideClose={toggleSide}
      sideLabel={translate("failed_jobs.list.tools.filters")}
      side={side}
      pane={
        paneFits &&
        openJob !== undefined && (
          <Suspense fallback={<PageSkeleton />}>
            <ReadingPane
              id={openJob}
              onClose={() => showJob(null)}
              onMove={(step) => {
                const id = cursor.move(step);
                if (id !== undefined) showJob(id, true);
              }}
            />
          </Suspense>
        )
      }
    >
      <ListHead
        address={address}
        known={known}
        searchField={searchField}
        sideOpen={sideOpen}
        onToggleSide={toggleSide}
        exportHref={inReaderZone(exportPath(filter, query.sort))}
        groupName={firstRow && kindName(firstRow)}
        menu={
          !grouped &&
          tableFits && <GridMenu columns={MENU_COLUMNS} settings={settings} onChange={changeSettings} />
        }
        bar={
          selection.any && !grouped ? (
            <BulkToolbar
              kinds={FAILED_JOB_KINDS}
              selection={selection}
              matching={formatCount(matching?.count ?? COUNTED_UP_TO, COUNTED_UP_TO, matching?.more ?? true)}
              hasMore={!complete}
              onAct={actOnSelection}
            />
          ) : (
            <StateTabs current={query.state} values={facets.data?.state} hrefWith={hrefWith} />
          )
        }
      />
      <NewFailuresPill
        onShow={() => {
          // A long list is read from its top, where one is then.
          if (pages.isLong) cursor.move(Number.NEGATIVE_INFINITY);
          void (grouped ? groups.refetch() : pages.readAnew());
          // While rows are selected, the tabs and the badge wait: they must agree with what is shown now.
          for (const counts of ["facets", "counts"])
            void queryClient.invalidateQueries({ queryKey: ["failed-jobs", counts] });
        }}
      />
      <ListBody
        address={address}
        error={source.error}
        hasData={source.data !== undefined}
        empty={empty ?? false}
        onRetry={() => void source.refetch()}
      >
        {grouped ? (
          <GroupList
            groups={groups.data}
            days={GROUP_DAYS}
            hrefOf={({ fingerprint }) => hrefWith({ fingerprint, by: "jobs" })}
            onAct={(kind, { fingerprint }) =>
              setBulk({ kind, selection: { filter: { ...filter, fingerprint } } })
            }
          />
        ) : (
          <JobTable
            pages={pages}
            total={total}
            settings={settings}
            onSettings={changeSettings}
            cursor={cursor}
            selection={selection}
            openId={openJob}
            onOpen={openRow}
          />
        )}
      </ListBody>
      {source.data && !(empty && !isPlaced(query)) && (
        <ListFoot>
          {grouped ? (
            <p role="status" style={{ paddingTop: 10, color: "var(--desk-muted)" }}>
              {translate("failed_jobs.groups.shown", { smart_count: groups.data?.length ?? 0 })}
            </p>
          ) : (
            <CursorPager
              place={query}
              previous={pages.previous}
              next={pages.next}
              shown={translate("failed_jobs.shown", { smart_count: ids.length })}
              dayLabel={translate(`failed_jobs.from.${query.sort}`)}
              onGo={(place) => address.change({ cursor: place.cursor, from: place.from })}
            />
          )}
        </ListFoot>
      )}
      {bulk && (
        <Suspense>
          <BulkDialog asked={bulk} onClose={() => setBulk(null)} onStarted={selection.clear} />
        </Suspense>
      )}
    </TriageFrame>
  );
}
