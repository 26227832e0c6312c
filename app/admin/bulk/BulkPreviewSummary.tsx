import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Message } from "~/admin/components/Message";
import { ToneIcon } from "~/admin/components/StatusMark";
import { formatCount, formatMoney } from "~/admin/i18n/formats";
import { inWords } from "~/admin/i18n/in-words";
import { token } from "~/admin/theme/tokens";
import type { BulkKind, BulkPreview } from "~/lib/bulk/bulk-schemas";
import { KINDS } from "./kinds";

/** The price of a song is named in this currency (GENERATION_PRICE_CENTS). */
const CURRENCY = "USD";

const Box = styled("div")({
  display: "grid",
  gap: 6,
  padding: "10px 12px",
  border: `1px solid ${token("border")}`,
  borderRadius: 6,
  backgroundColor: token("canvas"),
  "& p": { display: "flex", gap: 6, alignItems: "baseline" },
  "& svg": { fontSize: "1rem", alignSelf: "center", flexShrink: 0 },
  "& strong": { fontWeight: 600 },
  "& ul": { paddingInlineStart: 22, color: token("muted") },
});

/** What a bulk action would do: how many it changes, how many it leaves out and why, and what that costs. */
export function BulkPreviewSummary({ kind, preview }: { kind: BulkKind; preview: BulkPreview | undefined }) {
  const translate = useTranslate();
  if (!preview) {
    return (
      <Box role="status" aria-label={translate("bulk.checking")}>
        <Skeleton width="45%" />
        <Skeleton width="60%" />
        <Skeleton width="35%" />
      </Box>
    );
  }
  const { total, eligible, skipped, already_complete, variants, estimated_cost_cents, limit } = preview;
  const skippedCount = skipped.reduce((sum, { count }) => sum + count, 0);
  const songs = { smart_count: variants, count: formatCount(variants) };
  return (
    <>
      <Box role="status">
        <p>
          <ToneIcon tone="complete" style={{ color: "var(--tone-complete-text)" }} />
          <strong>
            {translate(`bulk.eligible.${kind}`, {
              smart_count: eligible,
              count: formatCount(eligible),
            })}
          </strong>
        </p>
        {skippedCount > 0 && (
          <>
            <p>
              <ToneIcon tone="resolved" style={{ color: "var(--tone-resolved-text)" }} />
              {translate("bulk.skipped", { count: formatCount(skippedCount) })}
            </p>
            <ul>
              {skipped.map(({ code, count, reason }) => (
                <li key={code}>
                  {formatCount(count)} · {inWords(reason)}
                </li>
              ))}
            </ul>
          </>
        )}
        {already_complete > 0 && (
          <p>
            {translate("bulk.already_complete", {
              smart_count: already_complete,
              count: formatCount(already_complete),
            })}
          </p>
        )}
        {KINDS[kind].makesSongs && variants > 0 && (
          <p>
            {estimated_cost_cents === null
              ? translate("bulk.cost_unknown", songs)
              : translate("bulk.cost", {
                  ...songs,
                  cost: formatMoney(estimated_cost_cents, CURRENCY),
                })}
          </p>
        )}
      </Box>
      {total > limit && (
        <Message tone="failed" live>
          {translate("bulk.over_limit", {
            limit: formatCount(limit),
            total: formatCount(total),
          })}
        </Message>
      )}
      {total <= limit && eligible === 0 && (
        <Message tone="retrying" live>
          {translate("bulk.nothing")}
        </Message>
      )}
    </>
  );
}
