import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useMemo, useState } from "react";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobsPath } from "~/admin/addresses/paths";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { plainTitle } from "~/admin/failed-jobs/plain-title";
import { formatCount } from "~/admin/i18n/formats";
import { LOCALE } from "~/admin/i18n/locale";
import { token } from "~/admin/theme/tokens";
import type { FailuresOverTime, RangeName } from "~/lib/overview/overview-schemas";
import { ChartPanel } from "./charts/ChartPanel";
import { SeriesSwatch } from "./charts/SeriesPatterns";
import { StackedBars } from "./charts/StackedBars";
import { lookAt, OTHERS_LOOK } from "./charts/series";

const PREFIX = "failures-";

const Legend = styled("ul")(({ theme }) => ({
  display: "grid",
  gap: "4px 20px",
  marginTop: 12,
  [theme.breakpoints.up("sm")]: { gridTemplateColumns: "repeat(2, minmax(0, 1fr))" },
  "& li": { display: "flex", alignItems: "center", gap: 8, minWidth: 0 },
  "& a": { color: token("text"), textDecoration: "none", minWidth: 0, display: "flex", gap: 6, flex: 1 },
  "& a:hover": { textDecoration: "underline" },
  "& a > span": { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", color: token("muted") },
  "& b": { fontWeight: 500, flex: "none" },
  "& data": { marginInlineStart: "auto", fontVariantNumeric: "tabular-nums" },
}));
const Readout = styled("p")({ minHeight: 40, marginBottom: 4 });

const AXIS: Record<RangeName, Intl.DateTimeFormat> = {
  "24h": new Intl.DateTimeFormat(LOCALE, { hour: "numeric" }),
  "7d": new Intl.DateTimeFormat(LOCALE, { weekday: "short", hour: "numeric" }),
  "30d": new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric" }),
};
const TIME: Record<RangeName, Intl.DateTimeFormat> = {
  "24h": new Intl.DateTimeFormat(LOCALE, { weekday: "short", hour: "numeric", minute: "2-digit" }),
  "7d": new Intl.DateTimeFormat(LOCALE, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
  }),
  "30d": new Intl.DateTimeFormat(LOCALE, { weekday: "short", month: "short", day: "numeric" }),
};

interface Shown {
  key: string;
  name: string;
  detail: string;
  to: string;
  counts: number[];
  total: number;
}

/** How often what failed, when. */
export function FailuresPanel({ failures, range }: { failures: FailuresOverTime; range: RangeName }) {
  const translate = useTranslate();
  const [active, setActive] = useState<number | null>(null);
  const shown = useMemo<Shown[]>(() => {
    const groups = failures.groups.map(
      ({ fingerprint, kind, error_type, title, failures: total, counts }) => ({
        key: fingerprint,
        name: kindName({ kind, error_type }),
        // The title often begins with the type that stands before it.
        detail: plainTitle(title.replace(`${error_type}: `, "")),
        to: failedJobsPath({ fingerprint, state: "all" }),
        counts,
        total,
      }),
    );
    const others = failures.others.reduce((sum, count) => sum + count, 0);
    if (others === 0) return groups;
    return [
      ...groups,
      {
        key: "others",
        name: translate("overview.failures.others", { smart_count: failures.other_groups }),
        detail: "",
        to: failedJobsPath({ state: "all", sort: "newest" }),
        counts: failures.others,
        total: others,
      },
    ];
  }, [failures, translate]);
  const total = shown.reduce((sum, group) => sum + group.total, 0);
  const lookOf = ({ key }: Shown, index: number) => (key === "others" ? OTHERS_LOOK : lookAt(index));
  const countOf = (index: number) => shown.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
  const timeOf = (index: number) => TIME[range].format(new Date(failures.buckets[index] ?? 0));
  const sayBucket = (index: number) => {
    const parts = shown.flatMap(({ name, counts }) =>
      counts[index] ? [translate("overview.failures.part", { name, count: formatCount(counts[index]) })] : [],
    );
    const count = translate("overview.failures.count", { smart_count: countOf(index) });
    return [translate("overview.failures.bucket", { time: timeOf(index), count }), ...parts].join(" · ");
  };
  if (total === 0) {
    return (
      <ChartPanel
        title={translate("overview.failures.title")}
        chart={<Box sx={{ color: token("muted") }}>{translate("overview.failures.none")}</Box>}
        table={{ head: [], rows: [] }}
      />
    );
  }
  return (
    <ChartPanel
      title={translate("overview.failures.title")}
      chart={
        <>
          <Readout>
            {active === null
              ? translate("overview.failures.total", {
                  smart_count: total,
                  range: translate(`overview.range.${range}`),
                })
              : sayBucket(active)}
          </Readout>
          <StackedBars
            label={translate("overview.failures.label")}
            prefix={PREFIX}
            buckets={failures.buckets.map((key) => ({ key, label: AXIS[range].format(new Date(key)) }))}
            series={shown.map((group, index) => ({ ...group, look: lookOf(group, index) }))}
            sayBucket={sayBucket}
            onActive={setActive}
          />
          <Legend>
            {shown.map((group, index) => (
              <li key={group.key}>
                <SeriesSwatch look={lookOf(group, index)} prefix={PREFIX} />
                <Link to={group.to}>
                  <b>{group.name}</b>
                  <span>{group.detail}</span>
                  <data value={group.total}>{formatCount(group.total)}</data>
                </Link>
              </li>
            ))}
          </Legend>
        </>
      }
      table={{
        head: [
          translate("overview.failures.time"),
          translate("overview.failures.all"),
          ...shown.map(({ name }) => name),
        ],
        rows: failures.buckets.map((key, index) => ({
          key,
          cells: [
            timeOf(index),
            formatCount(countOf(index)),
            ...shown.map(({ counts }) => formatCount(counts[index] ?? 0)),
          ],
        })),
      }}
    />
  );
}
