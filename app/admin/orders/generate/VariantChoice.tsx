import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { isBusy } from "../variant-activity";

/** An order has no more variants than this. */
export const MOST_VARIANTS = 5;

/** The number that a further variant of an order would have; null when there are as many as there may be. */
export function nextNumber(order: Pick<OrderDetail, "variants">): number | null {
  const taken = new Set(order.variants.map((variant) => variant.variant_number));
  for (let number = 1; number <= MOST_VARIANTS; number++) if (!taken.has(number)) return number;
  return null;
}

const Group = styled("fieldset")({
  margin: 0,
  padding: 0,
  border: 0,
  minWidth: 0,
  "& > legend": { padding: 0, marginBottom: 6, fontWeight: 600 },
});
const Choice = styled("label")({
  display: "flex",
  alignItems: "center",
  gap: 8,
  padding: "6px 10px",
  border: `1px solid ${token("border")}`,
  borderRadius: 6,
  cursor: "pointer",
  "&:hover": { backgroundColor: token("hover") },
  "&:has(input:checked)": { borderColor: token("accent"), backgroundColor: token("accentSoft") },
  "&:has(input:disabled)": { cursor: "default", color: token("muted"), backgroundColor: "transparent" },
  "& input": { margin: 0, accentColor: token("accent") },
  "& small": { marginLeft: "auto", fontSize: "0.75rem", color: token("muted") },
});

interface VariantChoiceProps {
  order: OrderDetail;
  chosen: readonly number[];
  onChange: (numbers: number[]) => void;
}

/** Which variants are to be made: those that there are, and one more while there may be one. */
export function VariantChoice({ order, chosen, onChange }: VariantChoiceProps) {
  const translate = useTranslate();
  const next = nextNumber(order);
  const choices = [
    ...order.variants.map((variant) => ({
      number: variant.variant_number,
      closed: isBusy(variant) && !variant.generation_lost,
      state: translate(`orders.status.${variant.generation_status}`),
    })),
    ...(next === null
      ? []
      : [{ number: next, closed: false, state: translate("order_page.generate.new_variant") }]),
  ];
  const toggle = (number: number, on: boolean) =>
    onChange(on ? [...chosen, number].sort() : chosen.filter((other) => other !== number));
  return (
    <Group>
      <legend>{translate("order_page.generate.which")}</legend>
      <Box sx={{ display: "grid", gap: 0.75, gridTemplateColumns: "repeat(auto-fill, minmax(170px, 1fr))" }}>
        {choices.map(({ number, closed, state }) => (
          <Choice key={number}>
            <input
              type="checkbox"
              checked={chosen.includes(number)}
              disabled={closed}
              onChange={(event) => toggle(number, event.target.checked)}
            />
            {translate("orders.variant", { number })}
            <small>{state}</small>
          </Choice>
        ))}
      </Box>
    </Group>
  );
}
