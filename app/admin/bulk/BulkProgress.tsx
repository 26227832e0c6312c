import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { StatusMark } from "~/admin/components/StatusMark";
import { formatCount } from "~/admin/i18n/formats";
import { type Tone, token } from "~/admin/theme/tokens";
import type { BulkOperation, BulkState } from "~/lib/bulk/bulk-schemas";

const TONES: Record<BulkState, Tone> = {
  running: "generating",
  paused: "retrying",
  aborted: "failed",
  done: "complete",
};

/** Where a bulk operation is in its life. */
export function BulkStateMark({ state }: { state: BulkState }) {
  const translate = useTranslate();
  return <StatusMark tone={TONES[state]} label={translate(`bulk_operations.state.${state}`)} />;
}

/** What an operation is called: "Retry of 3 failed jobs". */
export function useBulkName(): (operation: Pick<BulkOperation, "kind" | "total">) => string {
  const translate = useTranslate();
  return ({ kind, total }) =>
    translate(`bulk_operations.name.${kind}`, { smart_count: total, count: formatCount(total) });
}

const Track = styled("div")({
  display: "flex",
  height: 6,
  borderRadius: 3,
  overflow: "hidden",
  backgroundColor: token("border"),
  "& > span": { transition: "width 300ms", backgroundColor: "var(--tone-complete-text)" },
  "& > span + span": { backgroundColor: "var(--tone-resolved-text)" },
});

/** How far a bulk operation has come: what is done, then what was skipped; the words are beside it. */
export function BulkProgress({ operation }: { operation: BulkOperation }) {
  const translate = useTranslate();
  const name = useBulkName();
  const { total, done_count: done, skipped_count: skipped } = operation;
  const share = (count: number) => ({ width: `${(100 * count) / Math.max(1, total)}%` });
  const counts = translate("bulk_operations.counts", {
    done: formatCount(done),
    skipped: formatCount(skipped),
    left: formatCount(total - done - skipped),
  });
  return (
    <Track
      role="progressbar"
      aria-label={translate("bulk_operations.progress_of", { name: name(operation) })}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done + skipped}
      aria-valuetext={counts}
      title={counts}
    >
      <span style={share(done)} />
      <span style={share(skipped)} />
    </Track>
  );
}
