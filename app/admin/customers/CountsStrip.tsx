import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { CustomerDetail } from "~/lib/customers/customer-schemas";

const Strip = styled("dl")({
  display: "grid",
  gridTemplateColumns: "repeat(auto-fit, minmax(120px, 1fr))",
  gap: 1,
  overflow: "hidden",
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("border"),
  "& > div": {
    display: "grid",
    gap: 2,
    padding: "calc(var(--desk-row) + 2px) var(--desk-pad)",
    backgroundColor: token("surface"),
  },
  "& dt": { fontSize: "0.75rem", color: token("muted") },
  "& dd": { fontSize: "1.125rem", fontWeight: 600, fontVariantNumeric: "tabular-nums" },
  "& dd[data-failed]": { color: "var(--tone-failed-text)" },
});

/** What a customer comes to in numbers: all that there ever was, erased or not. */
export function CountsStrip({ counts }: { counts: CustomerDetail["counts"] }) {
  const translate = useTranslate();
  const name = (field: string) => translate(`customers.counts.${field}`);
  return (
    <Strip aria-label={name("label")}>
      <div>
        <dt>{name("orders")}</dt>
        <dd>{formatCount(counts.orders)}</dd>
      </div>
      <div>
        <dt>{name("songs")}</dt>
        <dd>
          {translate("customers.counts.songs_of", {
            done: formatCount(counts.songs_complete),
            total: formatCount(counts.songs),
          })}
        </dd>
      </div>
      <div>
        <dt>{name("plays")}</dt>
        <dd>{formatCount(counts.plays)}</dd>
      </div>
      <div>
        <dt>{name("failures_open")}</dt>
        <dd {...(counts.failures_open > 0 && { "data-failed": true })}>
          {formatCount(counts.failures_open)}
        </dd>
      </div>
    </Strip>
  );
}
