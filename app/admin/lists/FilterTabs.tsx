import { styled } from "@mui/material/styles";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import { ListLink } from "./ListLink";

const Bar = styled("nav")({ display: "flex", gap: 2, overflowX: "auto", padding: 2, margin: -2 });

const Tab = styled(ListLink)({
  display: "inline-flex",
  alignItems: "center",
  gap: 6,
  height: 30,
  padding: "0 10px",
  borderRadius: 6,
  color: token("muted"),
  fontWeight: 500,
  textDecoration: "none",
  whiteSpace: "nowrap",
  "&:hover": { color: token("text"), backgroundColor: token("hover") },
  "&[aria-current]": { color: token("text"), backgroundColor: token("accentSoft") },
  "& small": { fontSize: "0.75rem", fontWeight: 400, color: token("muted") },
});

interface FilterTab {
  to: string;
  label: string;
  current: boolean;
  /** How many there are; left out while nobody knows. */
  count?: number | undefined;
  /** There may be more: nobody counted further. */
  more?: boolean;
}

/** The values of a list's main filter, each a link, so that each can be opened in a tab of its own. */
export function FilterTabs({ label, tabs }: { label: string; tabs: readonly FilterTab[] }) {
  return (
    <Bar aria-label={label}>
      {tabs.map((tab) => (
        <Tab key={tab.label} to={tab.to} {...(tab.current && { "aria-current": "page" })}>
          {tab.label}{" "}
          {tab.count !== undefined && <small>{formatCount(tab.count, COUNTED_UP_TO, tab.more)}</small>}
        </Tab>
      ))}
    </Bar>
  );
}
