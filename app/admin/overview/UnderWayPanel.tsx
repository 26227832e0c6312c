import Box from "@mui/material/Box";
import LinearProgress from "@mui/material/LinearProgress";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { bulkOperationPath, OUTBOX_PATH } from "~/admin/addresses/paths";
import { Panel } from "~/admin/components/Panel";
import { StatusMark } from "~/admin/components/StatusMark";
import { formatCount } from "~/admin/i18n/formats";
import { useLive } from "~/admin/live/LiveProvider";
import { token } from "~/admin/theme/tokens";
import { type BulkProgress, OUTBOX_COUNTED_TO, type OutboxDepth } from "~/lib/live/live-schemas";
import type { Overview } from "~/lib/overview/overview-schemas";

const Item = styled("li")({
  display: "grid",
  gap: 6,
  "&:not(:last-of-type)": {
    paddingBottom: 12,
    marginBottom: 12,
    borderBottom: `1px solid ${token("border")}`,
  },
});
const Line = styled("div")({
  display: "flex",
  alignItems: "center",
  justifyContent: "space-between",
  gap: 8,
});

function BulkItem({ operation }: { operation: BulkProgress }) {
  const translate = useTranslate();
  const { id, kind, state, total, done_count, skipped_count } = operation;
  const handled = done_count + skipped_count;
  const name = translate(`overview.under_way.bulk.${kind}`, { total: formatCount(total) });
  return (
    <Item>
      <Line>
        <Link to={bulkOperationPath(id)}>{name}</Link>
        {state === "paused" && <StatusMark tone="pending" label={translate("overview.under_way.paused")} />}
      </Line>
      <LinearProgress
        variant="determinate"
        value={total > 0 ? (handled / total) * 100 : 0}
        aria-label={name}
        sx={{
          height: 6,
          borderRadius: 3,
          backgroundColor: token("border"),
          // The colour of what is complete, as wherever an operation is shown.
          "& > span": { backgroundColor: "var(--tone-complete-text)" },
        }}
      />
      <Box sx={{ color: token("muted"), fontSize: "0.75rem" }}>
        {translate("overview.under_way.progress", { done: formatCount(handled), total: formatCount(total) })}
        {skipped_count > 0 &&
          ` · ${translate("overview.under_way.skipped", { count: formatCount(skipped_count) })}`}
      </Box>
    </Item>
  );
}

function OutboxMark({ depth }: { depth: OutboxDepth }) {
  const translate = useTranslate();
  const count = (value: number) => ({ count: formatCount(value, OUTBOX_COUNTED_TO - 1) });
  if (depth.total === 0)
    return <StatusMark tone="complete" label={translate("overview.under_way.outbox_empty")} />;
  return (
    <>
      {depth.failing > 0 && (
        <StatusMark
          tone="failed"
          label={translate("overview.under_way.outbox_failing", count(depth.failing))}
        />
      )}
      {depth.total > depth.failing && (
        <StatusMark
          tone="pending"
          label={translate("overview.under_way.outbox_waiting", count(depth.total - depth.failing))}
        />
      )}
    </>
  );
}

/** Bulk operations and the outbox, as the live stream tells them; until it does, as the overview was read. */
export function UnderWayPanel({ bulk, outbox }: Pick<Overview, "bulk" | "outbox">) {
  const translate = useTranslate();
  const { state } = useLive();
  const operations: readonly BulkProgress[] = state?.bulk ?? bulk;
  return (
    <Panel title={translate("overview.under_way.title")}>
      {operations.length === 0 ? (
        <Box sx={{ color: token("muted") }}>{translate("overview.under_way.none")}</Box>
      ) : (
        <ul>
          {operations.map((operation) => (
            <BulkItem key={operation.id} operation={operation} />
          ))}
        </ul>
      )}
      <Line sx={{ mt: 2, pt: 1.5, borderTop: `1px solid ${token("border")}`, flexWrap: "wrap" }}>
        <Link to={OUTBOX_PATH}>{translate("overview.under_way.outbox")}</Link>
        <Box sx={{ display: "flex", gap: 0.75, flexWrap: "wrap" }}>
          <OutboxMark depth={state?.outbox ?? outbox} />
        </Box>
      </Line>
    </Panel>
  );
}
