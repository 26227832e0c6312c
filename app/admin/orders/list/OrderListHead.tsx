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
import { inReaderZone } from "~/admin/api/reader-zone";
import { PageHeader } from "~/admin/components/PageHeader";
import { SearchField } from "~/admin/lists/SearchField";
import { SortSelect } from "~/admin/lists/SortSelect";
import { useSideFits } from "~/admin/lists/TriageFrame";
import type { ListAddress } from "~/admin/lists/use-list-address";
import { ORDER_SORTS, type orderListQuerySchema } from "~/lib/orders/order-schemas";
import { OrderChips } from "./OrderChips";
import { exportPath, isFiltered } from "./order-filters";

const Head = styled("div")(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "minmax(0, 1fr)",
  gap: 10,
  flexShrink: 0,
  "& nav": { maxWidth: "100%" },
  [theme.breakpoints.up("md")]: { padding: "14px 16px 10px", borderBottom: "1px solid var(--desk-border)" },
  [theme.breakpoints.down("md")]: { paddingBottom: 10 },
  "& h1": { margin: 0 },
  "& > div > header": { margin: 0 },
}));
const Line = styled("div")({ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "8px 10px" });

const SORTS = ORDER_SORTS.flatMap((sort) =>
  (sort === "created_at" ? (["desc", "asc"] as const) : (["asc", "desc"] as const)).map(
    (order) => ({ sort, order, value: `${sort}-${order}` }) as const,
  ),
);

interface OrderListHeadProps {
  address: ListAddress<typeof orderListQuerySchema>;
  searchField: RefObject<HTMLInputElement | null>;
  sideOpen: boolean;
  onToggleSide: () => void;
  /** Which columns and how dense: of the table, where there is one. */
  menu: ReactNode;
  /** The statuses; with something chosen, what can be done with it. */
  bar: ReactNode;
}

/** What is above the list: search, order, the filters in use, and the statuses or what can be done. */
export function OrderListHead(props: OrderListHeadProps) {
  const { address, searchField, sideOpen, onToggleSide, menu, bar } = props;
  const { query, hrefWith, change } = address;
  const translate = useTranslate();
  const sideFits = useSideFits();
  const sideLabel = translate(
    sideFits ? `order_list.filter.${sideOpen ? "hide" : "show"}` : "order_list.filter.tools",
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
              sx={{ width: 32, height: 32, ml: -0.75 }}
            >
              <ViewSidebar sx={{ fontSize: "1.125rem", transform: "scaleX(-1)" }} />
            </IconButton>
          </Tooltip>
        )}
        <PageHeader title={translate("orders.title")} />
        <Box sx={{ flex: "1 1 0" }} />
        <SearchField
          label={translate("orders.search")}
          value={query.q}
          field={searchField}
          onChange={(q) => change({ q }, true)}
        />
      </Line>
      <Line sx={{ minHeight: 34 }}>
        {!sideFits && (
          <Button
            startIcon={
              <Badge variant="dot" color="primary" invisible={!isFiltered(query)}>
                <FilterList fontSize="inherit" />
              </Badge>
            }
            aria-expanded={sideOpen}
            onClick={onToggleSide}
          >
            {sideLabel}
          </Button>
        )}
        <Box sx={{ order: { xs: 1, sm: 0 }, flexBasis: { xs: "100%", sm: "auto" }, minWidth: 0 }}>{bar}</Box>
        <Box sx={{ flex: { xs: "0 0 0", sm: "1 1 0" } }} />
        <SortSelect
          value={`${query.sort}-${query.order}`}
          options={SORTS.map(({ value }) => ({ value, label: translate(`order_list.sort.${value}`) }))}
          onChange={(chosen) => {
            const found = SORTS.find(({ value }) => value === chosen);
            if (found) change({ sort: found.sort, order: found.order });
          }}
        />
        <Button component="a" href={inReaderZone(exportPath(query))} download startIcon={<Download />}>
          {translate("order_list.csv")}
        </Button>
        {menu}
      </Line>
      <OrderChips query={query} hrefWith={hrefWith} />
    </Head>
  );
}
