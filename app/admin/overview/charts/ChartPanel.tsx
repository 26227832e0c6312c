import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { type ReactNode, useState } from "react";
import { useTranslate } from "react-admin";
import { Panel } from "~/admin/components/Panel";
import { token } from "~/admin/theme/tokens";

const Scroll = styled("div")({
  maxHeight: 320,
  overflow: "auto",
  "&:focus-visible": { outline: `2px solid ${token("accent")}`, outlineOffset: 2 },
  "& table": { borderCollapse: "collapse", width: "100%" },
  "& th, & td": {
    padding: "calc(var(--desk-row) / 2) 10px calc(var(--desk-row) / 2) 0",
    textAlign: "end",
    fontWeight: 400,
    borderBottom: `1px solid ${token("border")}`,
    whiteSpace: "nowrap",
  },
  "& th:first-of-type": { textAlign: "start" },
  "& thead th": {
    position: "sticky",
    top: 0,
    color: token("muted"),
    fontSize: "0.75rem",
    backgroundColor: token("surface"),
  },
});

interface ChartPanelProps {
  title: string;
  chart: ReactNode;
  /** The same figures in words and numbers. */
  table: { head: readonly string[]; rows: readonly { key: string; cells: readonly ReactNode[] }[] };
}

/** A chart, and the table behind it. */
export function ChartPanel({ title, chart, table }: ChartPanelProps) {
  const translate = useTranslate();
  const [asTable, setAsTable] = useState(false);
  const toggle = asTable ? "overview.table.hide" : "overview.table.show";
  return (
    <Panel
      title={title}
      aside={
        <Button
          variant="text"
          onClick={() => setAsTable((was) => !was)}
          sx={{ color: token("muted"), marginInlineEnd: "-12px" }}
          aria-label={`${translate(toggle)}: ${title}`}
        >
          {translate(toggle)}
        </Button>
      }
    >
      {asTable ? (
        <Scroll tabIndex={0} role="group" aria-label={title}>
          <table>
            <thead>
              <tr>
                {table.head.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(({ key, cells: [name, ...cells] }) => (
                <tr key={key}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                    <td key={index}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : (
        chart
      )}
    </Panel>
  );
}
