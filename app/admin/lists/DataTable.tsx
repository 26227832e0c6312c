import ArrowDownward from "@mui/icons-material/ArrowDownwardOutlined";
import ArrowUpward from "@mui/icons-material/ArrowUpwardOutlined";
import Skeleton from "@mui/material/Skeleton";
import { type Breakpoint, styled } from "@mui/material/styles";
import { flexRender, type Header, type ReactTable, type RowData } from "@tanstack/react-table";
import type { MouseEvent } from "react";
import { useTranslate } from "react-admin";
import { useNavigate } from "react-router-dom";
import { token } from "~/admin/theme/tokens";
import type { DeskTableFeatures } from "./table-features";
import type { FromList } from "./use-list-address";

const SKELETON_ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

const Table = styled("table")({ width: "100%", borderCollapse: "collapse", tableLayout: "fixed" });

const cellStyle = {
  padding: "9px 12px",
  textAlign: "start",
  verticalAlign: "top",
  overflow: "hidden",
} as const;
const edges = { "&:first-of-type": { paddingInlineStart: 16 }, "&:last-of-type": { paddingInlineEnd: 16 } };

const HeadCell = styled("th", { shouldForwardProp: (prop) => prop !== "from" })<{
  from?: Breakpoint | undefined;
}>(({ theme, from }) => ({
  ...cellStyle,
  ...edges,
  padding: "8px 12px",
  fontSize: "0.75rem",
  fontWeight: 500,
  color: token("muted"),
  whiteSpace: "nowrap",
  borderBottom: `1px solid ${token("border")}`,
  "& button": {
    font: "inherit",
    color: "inherit",
    background: "none",
    border: 0,
    padding: 0,
    cursor: "pointer",
  },
  "& button:hover": { color: token("text") },
  "& svg": { fontSize: "0.8125rem", verticalAlign: "-2px", marginInlineStart: 4 },
  ...(from && { [theme.breakpoints.down(from)]: { display: "none" } }),
}));

const Cell = styled("td", { shouldForwardProp: (prop) => prop !== "from" })<{
  from?: Breakpoint | undefined;
}>(({ theme, from }) => ({
  ...cellStyle,
  ...edges,
  ...(from && { [theme.breakpoints.down(from)]: { display: "none" } }),
}));

const BodyRow = styled("tr")({
  cursor: "pointer",
  "&:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
  "&:hover, &:focus-within": { backgroundColor: token("hover") },
});

type DeskTable<Row extends RowData> = ReactTable<DeskTableFeatures, Row>;

function HeaderCell<Row extends RowData>({ header }: { header: Header<DeskTableFeatures, Row, unknown> }) {
  const translate = useTranslate();
  const { column } = header;
  const label = translate(String(column.columnDef.header));
  const sorted = column.getIsSorted();
  const look = column.columnDef.meta;
  return (
    <HeadCell
      scope="col"
      from={look?.from}
      style={look?.width ? { width: look.width } : {}}
      {...(column.getCanSort() && {
        "aria-sort": sorted ? (sorted === "asc" ? "ascending" : "descending") : "none",
      })}
    >
      {column.getCanSort() ? (
        <button type="button" onClick={() => column.toggleSorting(sorted ? sorted === "asc" : undefined)}>
          {label}
          {sorted === "asc" && <ArrowUpward aria-hidden />}
          {sorted === "desc" && <ArrowDownward aria-hidden />}
        </button>
      ) : (
        label
      )}
    </HeadCell>
  );
}

interface DataTableProps<Row extends RowData> {
  table: DeskTable<Row>;
  /** What it is a table of. */
  label: string;
  /** The page of a row. Each row also has a link to it, for those who come without a pointer. */
  pathOf: (row: Row) => string;
  /** Goes along to that page. */
  from: FromList;
  /** Nothing is there yet: the outline is shown. */
  loading: boolean;
}

/** A table whose rows open pages. */
export function DataTable<Row extends RowData>({ table, label, pathOf, from, loading }: DataTableProps<Row>) {
  const navigate = useNavigate();
  const openRow = (event: MouseEvent, row: Row) => {
    // Links and buttons do what they do; and whoever marks a text with the mouse wants to copy it.
    if (event.target instanceof Element && event.target.closest("a, button, input")) return;
    if (window.getSelection()?.isCollapsed === false) return;
    if (event.metaKey || event.ctrlKey) window.open(pathOf(row), "_blank", "noopener");
    else navigate(pathOf(row), { state: from });
  };
  return (
    <Table aria-label={label} aria-busy={loading}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <HeaderCell key={header.id} header={header} />
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {loading
          ? SKELETON_ROWS.map((key) => (
              <tr key={key}>
                {table.getAllLeafColumns().map((column) => (
                  <Cell key={column.id} from={column.columnDef.meta?.from}>
                    <Skeleton width="70%" height={22} />
                  </Cell>
                ))}
              </tr>
            ))
          : table.getRowModel().rows.map((row) => (
              <BodyRow key={row.id} onClick={(event) => openRow(event, row.original)}>
                {row.getAllCells().map((cell) => (
                  <Cell key={cell.id} from={cell.column.columnDef.meta?.from}>
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </Cell>
                ))}
              </BodyRow>
            ))}
      </tbody>
    </Table>
  );
}
