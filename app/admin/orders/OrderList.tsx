import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { useLocation, useNavigate } from "react-router-dom";
import { ORDERS_PATH, orderPath } from "~/admin/addresses/paths";
import { BulkToolbar } from "~/admin/bulk/BulkToolbar";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { formatCount } from "~/admin/i18n/formats";
import { useShortcuts } from "~/admin/keyboard/use-shortcuts";
import { CursorPager, isPlaced } from "~/admin/lists/CursorPager";
import { EmptyPlace } from "~/admin/lists/EmptyPlace";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { GridMenu } from "~/admin/lists/GridMenu";
import { hideableColumns } from "~/admin/lists/grid/grid-features";
import { useGridSettings } from "~/admin/lists/grid/grid-settings";
import { ListFoot } from "~/admin/lists/ListFoot";
import { TriageFrame, useSideFits, useTableFits } from "~/admin/lists/TriageFrame";
import { useCursor } from "~/admin/lists/use-cursor";
import { useListAddress } from "~/admin/lists/use-list-address";
import { useListSelection } from "~/admin/lists/use-list-selection";
import { useSideOpen } from "~/admin/lists/use-side-open";
import { usePauseLive } from "~/admin/live/LiveProvider";
import { SavedViews } from "~/admin/saved-views/SavedViews";
import type { BulkSelection } from "~/lib/bulk/bulk-schemas";
import { type OrderRow, orderListQuerySchema } from "~/lib/orders/order-schemas";
import { FilterPanel } from "./list/FilterPanel";
import { NoOrders } from "./list/NoOrders";
import { OrderListHead } from "./list/OrderListHead";
import { OrderTable } from "./list/OrderTable";
import { orderColumns } from "./list/order-columns";
import { filterOf, isFiltered, NO_FILTERS } from "./list/order-filters";
import { useOrderPages } from "./list/use-order-pages";

// What is not on the first screen comes when it is needed.
const BulkDialog = lazy(async () => ({ default: (await import("~/admin/bulk/BulkDialog")).BulkDialog }));

const STATUSES = [undefined, "failed", "generating", "pending", "complete", "empty"] as const;
const MENU_COLUMNS = hideableColumns(orderColumns);

/** Every order, with a chip for each variant. */
export function OrderList() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { search } = useLocation();
  const address = useListAddress(orderListQuerySchema);
  const { query, hrefWith, change } = address;
  const filter = useMemo(() => filterOf(query), [query]);
  const pages = useOrderPages(query);
  const ids = useMemo(() => pages.rows.map(({ id }) => id), [pages.rows]);
  const selection = useListSelection(ids, JSON.stringify([query.sort, query.order, filter]));
  const cursor = useCursor(ids);
  const tableFits = useTableFits();
  const sideFits = useSideFits();
  const [sideOpen, toggleSide] = useSideOpen(sideFits);
  const [settings, changeSettings] = useGridSettings("orders");
  const [generating, setGenerating] = useState<BulkSelection<"generate"> | null>(null);
  const searchField = useRef<HTMLInputElement>(null);

  const complete = !pages.hasNextPage && !isPlaced(query);
  const empty = pages.data !== undefined && !pages.isPlaceholderData && ids.length === 0;
  const openRow = (row: OrderRow) => navigate(orderPath(row.id), { state: { list: search } });
  const active = pages.rows[cursor.index];
  usePauseLive(selection.any ? "selected" : null);
  useShortcuts({
    next: () => cursor.move(1),
    previous: () => cursor.move(-1),
    select: () => active && selection.onToggle(active.id, false),
    select_range: () => active && selection.onToggle(active.id, true),
    select_all: () => selection.onToggleLoaded(),
    open: () => active && openRow(active),
    search: () => searchField.current?.focus(),
    ...(selection.any && { close: selection.clear }),
  });
  return (
    <TriageFrame
      sideOpen={sideOpen}
      onSideClose={toggleSide}
      sideLabel={translate("order_list.filter.tools")}
      side={
        <>
          <SavedViews list="orders" path={ORDERS_PATH} schema={orderListQuerySchema} />
          <FilterPanel query={query} hrefWith={hrefWith} onChange={change} />
        </>
      }
      pane={null}
    >
      <OrderListHead
        address={address}
        searchField={searchField}
        sideOpen={sideOpen}
        onToggleSide={toggleSide}
        menu={tableFits && <GridMenu columns={MENU_COLUMNS} settings={settings} onChange={changeSettings} />}
        bar={
          selection.any ? (
            <BulkToolbar
              kinds={["generate"]}
              selection={selection}
              matching={null}
              hasMore={!complete}
              onAct={() =>
                setGenerating(selection.selection.all ? { filter } : { ids: [...selection.selection.ids] })
              }
            />
          ) : (
            <FilterTabs
              label={translate("orders.filter")}
              tabs={STATUSES.map((status) => ({
                to: hrefWith({ status }),
                label: translate(status ? `orders.status.${status}` : "orders.all"),
                current: query.status === status,
              }))}
            />
          )
        }
      />
      {pages.error && pages.data && (
        <Box sx={{ p: 1.5, display: "flex", gap: 1, alignItems: "center" }}>
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: errorSentence(pages.error, translate) })}
          </Message>
          <Button onClick={() => void pages.refetch()}>{translate("desk.retry")}</Button>
        </Box>
      )}
      {pages.error && !pages.data ? (
        <PageFailure
          error={pages.error}
          title={translate("desk.errors.list")}
          onRetry={() => void pages.refetch()}
        />
      ) : empty && isPlaced(query) ? (
        <EmptyPlace />
      ) : empty ? (
        <NoOrders
          filtered={isFiltered(query)}
          q={query.q}
          clearHref={hrefWith({ ...NO_FILTERS, status: undefined })}
        />
      ) : (
        <OrderTable
          pages={pages}
          total={complete ? ids.length : null}
          settings={settings}
          onSettings={changeSettings}
          cursor={cursor}
          selection={selection}
          onOpen={openRow}
        />
      )}
      {pages.data && (
        <ListFoot>
          <CursorPager
            place={query}
            previous={pages.previous}
            next={pages.next}
            shown={translate("order_list.shown", { smart_count: ids.length, count: formatCount(ids.length) })}
            dayLabel={translate(`orders.from.${query.sort}.${query.order}`)}
            onGo={(place) => change({ cursor: place.cursor, from: place.from })}
          />
        </ListFoot>
      )}
      {generating && (
        <Suspense>
          <BulkDialog
            asked={{ kind: "generate", selection: generating }}
            onClose={() => setGenerating(null)}
            onStarted={selection.clear}
          />
        </Suspense>
      )}
    </TriageFrame>
  );
}
