import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobsPath, ORDERS_PATH } from "~/admin/addresses/paths";
import { ToneIcon } from "~/admin/components/StatusMark";
import { formatCount, formatDateTime } from "~/admin/i18n/formats";
import { LOCALE } from "~/admin/i18n/locale";
import { type Tone, token } from "~/admin/theme/tokens";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import { type Overview, SONGS_MEASURED, successRate } from "~/lib/overview/overview-schemas";
import { formatSpan } from "./span";

const Row = styled("ul")(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "repeat(2, minmax(0, 1fr))",
  gap: "calc(var(--desk-gap) - 4px)",
  "& > li:last-of-type": { gridColumn: "1 / -1" },
  [theme.breakpoints.up("sm")]: {
    gridTemplateColumns: "repeat(5, minmax(0, 1fr))",
    "& > li:last-of-type": { gridColumn: "auto" },
  },
}));

const Tile = styled(Link)({
  display: "grid",
  alignContent: "start",
  gap: 2,
  height: "100%",
  padding: "calc(var(--desk-row) + 2px) var(--desk-pad) calc(var(--desk-row) + 4px)",
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  color: token("text"),
  backgroundColor: token("surface"),
  textDecoration: "none",
  "&:hover": { borderColor: token("controlBorder") },
  "& small": { fontSize: "0.75rem", lineHeight: "1.125rem", color: token("muted") },
});
const Name = styled("span")({
  display: "flex",
  alignItems: "center",
  gap: 5,
  fontWeight: 500,
  color: token("muted"),
});
const Value = styled("span")({
  fontSize: "1.5rem",
  lineHeight: "2rem",
  fontWeight: 600,
  letterSpacing: "-0.02em",
});

interface Figure {
  key: string;
  to: string;
  value: string;
  hint: string;
  /** What it calls for; nothing when all is well. */
  tone?: Tone;
}

const percent = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 });

/** The figures at the top, each of which leads to what it counts. */
export function Tiles({ due, backlog, songs }: Overview) {
  const translate = useTranslate();
  const rate = successRate(songs);
  const open = backlog.reduce((sum, { failures }) => sum + failures, 0);
  const limited =
    songs.songs >= SONGS_MEASURED &&
    translate("overview.tiles.limited", {
      time: formatDateTime(songs.since),
      count: formatCount(SONGS_MEASURED),
    });
  const hint = (key: string, options?: object) => translate(`overview.tiles.${key}`, options);
  const figures: Figure[] = [
    {
      key: "overdue",
      to: failedJobsPath({ due: "overdue" }),
      value: formatCount(due.overdue, COUNTED_UP_TO),
      hint: hint("overdue_hint"),
      ...(due.overdue > 0 && { tone: "failed" }),
    },
    {
      key: "today",
      to: failedJobsPath({ due: "today" }),
      value: formatCount(due.today, COUNTED_UP_TO),
      hint: hint("today_hint"),
      ...(due.today > 0 && { tone: "failed" }),
    },
    {
      key: "open",
      to: failedJobsPath({ state: "open" }),
      value: formatCount(open, COUNTED_UP_TO),
      hint: hint("open_hint"),
    },
    {
      key: "success",
      to: failedJobsPath({ state: "all", sort: "newest" }),
      value: rate === null ? "–" : percent.format(rate),
      hint:
        rate === null
          ? hint("success_none")
          : limited ||
            hint("success_hint", { songs: formatCount(songs.songs), failures: formatCount(songs.failures) }),
    },
    {
      key: "took",
      to: `${ORDERS_PATH}?status=complete`,
      value: songs.p50_ms === null ? "–" : formatSpan(songs.p50_ms),
      hint: songs.p95_ms === null ? hint("took_none") : hint("took_hint", { p95: formatSpan(songs.p95_ms) }),
    },
  ];
  return (
    <Row aria-label={translate("overview.tiles.label")}>
      {figures.map(({ key, to, value, hint: text, tone }) => (
        <li key={key}>
          <Tile to={to} data-figure={key}>
            <Name>
              {tone && <ToneIcon tone={tone} style={{ color: `var(--tone-${tone}-text)` }} />}
              {translate(`overview.tiles.${key}`)}
            </Name>
            <Value style={tone ? { color: `var(--tone-${tone}-text)` } : {}}>{value}</Value>
            <small>{text}</small>
          </Tile>
        </li>
      ))}
    </Row>
  );
}
