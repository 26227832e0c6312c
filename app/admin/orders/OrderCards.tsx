import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { useSongTitle } from "~/admin/components/use-song-title";
import { GridOutline } from "~/admin/lists/grid/GridOutline";
import { token } from "~/admin/theme/tokens";
import type { OrderRow } from "~/lib/orders/order-schemas";
import { CustomerCell, OccasionDate } from "./OrderCells";
import { OrderStatusMark } from "./OrderStatusMark";
import { VariantChips } from "./VariantChips";

/** About what a card has: its outline stands where it will be. */
const CARD_HEIGHT = 96;

const List = styled("ul")({
  "& > li": { position: "relative", padding: "calc(var(--desk-row) + 2px) 16px", display: "grid", gap: 8 },
  "& > li:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
  // The whole card is the link.
  "& > li a::after": { content: '""', position: "absolute", inset: 0 },
  "& > li > div": { minWidth: 0 },
});
const Line = styled("div")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  justifyContent: "space-between",
  gap: 8,
});

/** The orders where a grid has no room. */
export function OrderCards({ orders, loading }: { orders: readonly OrderRow[]; loading: boolean }) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  if (loading) return <GridOutline height={CARD_HEIGHT} />;
  return (
    <List aria-label={translate("orders.table")}>
      {orders.map((order) => (
        <li key={order.id}>
          <div>
            <CustomerCell order={order} />
          </div>
          <Line>
            <span className="begins" style={{ display: "inline-block" }}>
              {songTitle(order)}
            </span>
            <OccasionDate date={order.occasion_date} />
          </Line>
          <Line>
            <VariantChips variants={order.variants} />
            <OrderStatusMark status={order.status} />
          </Line>
        </li>
      ))}
    </List>
  );
}
