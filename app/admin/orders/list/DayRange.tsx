import OutlinedInput from "@mui/material/OutlinedInput";
import { styled } from "@mui/material/styles";
import { useEffect, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { SideTitle } from "~/admin/lists/side-style";
import { token } from "~/admin/theme/tokens";
import type { OrderListQuery } from "~/lib/orders/order-schemas";
import { type OrderListChange, RANGES, type Range, rangeChange } from "./order-filters";

const Ends = styled("div")({
  display: "grid",
  gridTemplateColumns: "auto minmax(0, 1fr)",
  alignItems: "center",
  gap: "6px 8px",
  padding: "0 8px",
  "& label": { fontSize: "0.75rem", color: token("muted") },
  "& input": { fontSize: "0.75rem", padding: "0 8px" },
  "& p": { gridColumn: "1 / -1", fontSize: "0.75rem", color: "var(--tone-failed-text)" },
});

interface DayRangeProps {
  range: Range;
  query: OrderListQuery;
  onChange: (change: OrderListChange) => void;
}

/** Two days between which something is. A day counts on Enter or when its field is left, as a half-typed year would. */
export function DayRange({ range, query, onChange }: DayRangeProps) {
  const translate = useTranslate();
  const id = useId();
  const [fromKey, toKey] = RANGES[range];
  const said = { from: query[fromKey] ?? "", to: query[toKey] ?? "" };
  const [typed, setTyped] = useState(said);
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    setTyped({ from: said.from, to: said.to });
    setWrong(false);
  }, [said.from, said.to]);
  const go = (end: "from" | "to") => {
    if (typed[end] === said[end]) return setWrong(false);
    const change = rangeChange(query, range, end, typed[end]);
    setWrong(change === null);
    if (change !== null) onChange(change);
  };
  return (
    <section aria-label={translate(`order_list.filter.${range}`)}>
      <SideTitle>{translate(`order_list.filter.${range}`)}</SideTitle>
      <Ends>
        {(["from", "to"] as const).map((end) => [
          <label key={`${end}-label`} htmlFor={`${id}-${end}`}>
            {translate(`order_list.filter.${end}`)}
          </label>,
          <OutlinedInput
            key={end}
            id={`${id}-${end}`}
            type="date"
            size="small"
            value={typed[end]}
            error={wrong && typed[end] !== said[end]}
            onChange={(event) => setTyped({ ...typed, [end]: event.target.value })}
            onBlur={() => go(end)}
            onKeyDown={(event) => {
              if (event.key === "Enter") go(end);
            }}
            inputProps={{
              "aria-label": translate(`order_list.filter.${range}_${end}`),
              ...(wrong && { "aria-describedby": `${id}-wrong` }),
              min: "2000-01-01",
              max: "2999-12-31",
            }}
            sx={{ height: 28 }}
          />,
        ])}
        {wrong && (
          <p id={`${id}-wrong`} role="alert">
            {translate("order_list.filter.backwards")}
          </p>
        )}
      </Ends>
    </section>
  );
}
