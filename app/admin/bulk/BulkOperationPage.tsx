import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { useLocation, useParams } from "react-router-dom";
import { BULK_OPERATIONS_PATH } from "~/admin/addresses/paths";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { PageHeader } from "~/admin/components/PageHeader";
import { PageSkeleton } from "~/admin/components/PageSkeleton";
import { Panel } from "~/admin/components/Panel";
import { Quote } from "~/admin/components/Quote";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { formatCount } from "~/admin/i18n/formats";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { token } from "~/admin/theme/tokens";
import { type BulkItemRow, type BulkOperation, bulkResultSchema } from "~/lib/bulk/bulk-schemas";
import { BulkControls } from "./BulkControls";
import { BulkProgress, BulkStateMark, useBulkName } from "./BulkProgress";
import { BulkResults } from "./BulkResults";
import { type ResultFilter, useBulkOperation } from "./use-bulk-operations";

const FILTERS: readonly ResultFilter[] = ["all", ...bulkResultSchema.options];

function countOf(filter: ResultFilter, { total, done_count, skipped_count }: BulkOperation): number {
  if (filter === "all") return total;
  if (filter === "done") return done_count;
  return filter === "skipped" ? skipped_count : total - done_count - skipped_count;
}

interface ViewProps {
  operation: BulkOperation;
  items: BulkItemRow[];
  filter: ResultFilter;
  stale: unknown;
  hasMore: boolean;
  onMore: () => void;
}

function BulkOperationView({ operation, items, filter, stale, hasMore, onMore }: ViewProps) {
  const translate = useTranslate();
  const name = useBulkName();
  const { pathname } = useLocation();
  const left = operation.total - operation.done_count - operation.skipped_count;
  return (
    <>
      <PageHeader
        title={name(operation)}
        back={{ to: BULK_OPERATIONS_PATH, label: translate("bulk_operations.back") }}
        marks={
          <>
            <BulkStateMark state={operation.state} />
            <Box component="span" sx={{ color: token("muted") }}>
              {operation.created_by === null
                ? translate("bulk_operations.by_nobody")
                : translate("bulk_operations.by", { name: operation.created_by })}{" "}
              · {translate("bulk_operations.started")} <RelativeTime at={operation.created_at} style="long" />
              {operation.ended_at && (
                <>
                  {" "}
                  · {translate("bulk_operations.ended")} <RelativeTime at={operation.ended_at} style="long" />
                </>
              )}
              {operation.per_minute !== null &&
                ` · ${translate("bulk_operations.pace", { count: formatCount(operation.per_minute) })}`}
            </Box>
          </>
        }
      />
      <Box sx={{ display: "grid", gap: "var(--desk-gap)" }}>
        {Boolean(stale) && (
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: errorSentence(stale, translate) })}
          </Message>
        )}
        <Panel title={translate("bulk_operations.columns.progress")}>
          <Box sx={{ display: "grid", gap: 1.5 }}>
            <BulkProgress operation={operation} />
            <p>
              {translate("bulk_operations.counts", {
                done: formatCount(operation.done_count),
                skipped: formatCount(operation.skipped_count),
                left: formatCount(left),
              })}
            </p>
            {operation.note && <Quote>{operation.note}</Quote>}
            <BulkControls operation={operation} />
          </Box>
        </Panel>
        <Panel title={translate("bulk_operations.results")}>
          <FilterTabs
            label={translate("bulk_operations.columns.result")}
            tabs={FILTERS.map((each) => ({
              to: each === "all" ? pathname : `${pathname}?result=${each}`,
              label: translate(each === "all" ? "bulk_operations.all" : `bulk_operations.result.${each}`),
              current: each === filter,
              count: countOf(each, operation),
            }))}
          />
          <Box sx={{ mt: 1.5 }}>
            <BulkResults kind={operation.kind} items={items} hasMore={hasMore} onMore={onMore} />
          </Box>
        </Panel>
      </Box>
    </>
  );
}

/** One bulk operation: how far it is, what became of each item, and what can be done about it. */
export function BulkOperationPage() {
  const translate = useTranslate();
  const { id = "" } = useParams();
  const asked = new URLSearchParams(useLocation().search).get("result");
  const filter = FILTERS.find((each) => each === asked) ?? "all";
  const query = useBulkOperation(id, filter);
  const pages = query.data?.pages ?? [];
  const [first] = pages;
  if (first) {
    return (
      <BulkOperationView
        operation={first}
        items={pages.flatMap(({ items }) => items)}
        filter={filter}
        stale={query.error}
        hasMore={query.hasNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    );
  }
  if (!query.error) return <PageSkeleton />;
  return (
    <PageFailure
      error={query.error}
      title={translate("desk.errors.page")}
      onRetry={() => void query.refetch()}
      level={1}
    />
  );
}
