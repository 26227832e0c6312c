import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { scaleLinear } from "d3-scale";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobsPath } from "~/admin/addresses/paths";
import { ToneIcon } from "~/admin/components/StatusMark";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import type { BacklogBar } from "~/lib/overview/overview-schemas";
import { ChartPanel } from "./charts/ChartPanel";

const Bars = styled("ul")({ display: "grid", gap: "calc(var(--desk-line) / 2)", margin: "-6px -8px" });
const Row = styled(Link)({
  display: "grid",
  gridTemplateColumns: "minmax(0, 1fr) auto",
  gap: "4px 12px",
  padding: "6px 8px",
  borderRadius: 6,
  color: token("text"),
  textDecoration: "none",
  "&:hover": { backgroundColor: token("hover") },
});
const Track = styled("span")({
  gridColumn: "1 / -1",
  height: 8,
  borderRadius: 4,
  backgroundColor: token("hover"),
  overflow: "hidden",
  "& > span": { display: "block", height: "100%", borderRadius: 4, backgroundColor: token("accent") },
});

/** Where in the list the failures of an age begin: a day is as near as its address can say. */
function listFrom({ from_hours, to_hours }: BacklogBar): string {
  if (from_hours === 0) return failedJobsPath({ sort: "newest" });
  if (to_hours === null) return failedJobsPath({ sort: "oldest" });
  const from = new Date(Date.now() - to_hours * 3_600_000).toISOString().slice(0, 10);
  return failedJobsPath({ sort: "oldest", from });
}

/** How long what is open has been waiting. */
export function BacklogPanel({ backlog }: { backlog: readonly BacklogBar[] }) {
  const translate = useTranslate();
  const width = scaleLinear()
    .domain([0, Math.max(...backlog.map(({ failures }) => failures), 1)])
    .range([0, 100]);
  const nameOf = ({ from_hours }: BacklogBar) => translate(`overview.backlog.bars.${from_hours}`);
  const empty = backlog.every(({ failures }) => failures === 0);
  return (
    <ChartPanel
      title={translate("overview.backlog.title")}
      chart={
        empty ? (
          <Box sx={{ display: "flex", alignItems: "center", gap: 1, color: "var(--tone-complete-text)" }}>
            <ToneIcon tone="complete" style={{ fontSize: "1.25rem" }} />
            {translate("overview.backlog.empty")}
          </Box>
        ) : (
          <Bars>
            {backlog.map((bar) => (
              <li key={bar.from_hours}>
                <Row to={listFrom(bar)}>
                  <span>{nameOf(bar)}</span>
                  <span>{formatCount(bar.failures, COUNTED_UP_TO)}</span>
                  <Track aria-hidden>
                    <span style={{ width: `${width(bar.failures)}%` }} />
                  </Track>
                </Row>
              </li>
            ))}
          </Bars>
        )
      }
      table={{
        head: [translate("overview.backlog.age"), translate("overview.backlog.open")],
        rows: backlog.map((bar) => ({
          key: String(bar.from_hours),
          cells: [nameOf(bar), formatCount(bar.failures, COUNTED_UP_TO)],
        })),
      }}
    />
  );
}
