import Download from "@mui/icons-material/FileDownloadOutlined";
import FilterList from "@mui/icons-material/FilterListOutlined";
import ViewSidebar from "@mui/icons-material/ViewSidebarOutlined";
import Badge from "@mui/material/Badge";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import type { ReactNode, RefObject } from "react";
import { useTranslate } from "react-admin";
import { PageHeader } from "~/admin/components/PageHeader";
import { useSideFits } from "~/admin/lists/TriageFrame";
import { FilterChips, isFiltered } from "./FilterChips";
import { SearchBox } from "./SearchBox";
import type { KnownValues } from "./search-completion";
import type { TriageAddress } from "./use-triage-address";
import { WaySwitch } from "./WaySwitch";

const Head = styled("div")(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "minmax(0, 1fr)",
  gap: 10,
  flexShrink: 0,
  "& nav": { maxWidth: "100%" },
  [theme.breakpoints.up("md")]: {
    padding: "14px 16px 10px",
    borderBottom: `1px solid var(--desk-border)`,
  },
  [theme.breakpoints.down("md")]: { paddingBottom: 10 },
  "& h1": { margin: 0 },
  "& > div > header": { margin: 0 },
}));
const Line = styled("div")({ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "8px 10px" });

/** On a phone what is pressed seldom shares a line, and this has the next one. */
const WHOLE_LINE = { order: { xs: 1, sm: 0 }, flexBasis: { xs: "100%", sm: "auto" }, minWidth: 0 };

interface ListHeadProps {
  address: TriageAddress;
  known: KnownValues;
  searchField: RefObject<HTMLInputElement | null>;
  sideOpen: boolean;
  onToggleSide: () => void;
  exportHref: string;
  groupName: string | undefined;
  /** Which columns and how dense: of the table, where there is one. */
  menu: ReactNode;
  /** The states; with something chosen, what can be done with it. */
  bar: ReactNode;
}

/** What is above the list: search, the way of looking, the filters in use, and the states or what can be done. */
export function ListHead(props: ListHeadProps) {
  const translate = useTranslate();
  const { address, sideOpen, onToggleSide } = props;
  const sideFits = useSideFits();
  const sideLabel = translate(
    sideFits
      ? `failed_jobs.list.tools.${sideOpen ? "panel_hide" : "panel_show"}`
      : "failed_jobs.list.tools.filters",
  );
  return (
    <Head>
      <Line>
        {sideFits && (
          <Tooltip title={sideLabel}>
            <IconButton
              aria-label={sideLabel}
              aria-expanded={sideOpen}
              onClick={onToggleSide}
              sx={{ width: 32, height: 32, marginInlineStart: "-6px" }}
            >
              <ViewSidebar sx={{ fontSize: "1.125rem", transform: "scaleX(-1)" }} />
            </IconButton>
          </Tooltip>
        )}
        <PageHeader title={translate("failed_jobs.title")} />
        <Box sx={{ flex: "1 1 0" }} />
        <SearchBox
          value={address.typed}
          known={props.known}
          field={props.searchField}
          onChange={(q) => address.change({ q }, true)}
        />
      </Line>
      <Line>
        {!sideFits && (
          <Button
            startIcon={
              <Badge variant="dot" color="primary" invisible={!isFiltered(address.query)}>
                <FilterList fontSize="inherit" />
              </Badge>
            }
            aria-expanded={sideOpen}
            onClick={onToggleSide}
          >
            {sideLabel}
          </Button>
        )}
        <Box sx={WHOLE_LINE}>
          <WaySwitch query={address.query} hrefWith={address.hrefWith} />
        </Box>
        <Box sx={{ flex: "1 1 0" }} />
        <Button component="a" href={props.exportHref} download startIcon={<Download />}>
          {translate("failed_jobs.list.tools.csv")}
        </Button>
        {props.menu}
      </Line>
      <Line sx={{ minHeight: 34 }}>{props.bar}</Line>
      <FilterChips query={address.query} groupName={props.groupName} hrefWith={address.hrefWith} />
    </Head>
  );
}
