import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { ToneIcon } from "~/admin/components/StatusMark";
import { token, toneStyle } from "~/admin/theme/tokens";
import type { VariantChip } from "~/lib/orders/order-schemas";
import { STATUS_TONES } from "./status-tone";

const List = styled("ul")({ display: "flex", flexWrap: "wrap", gap: 4 });
const Chip = styled("li")({
  display: "inline-flex",
  alignItems: "center",
  gap: 4,
  height: 22,
  padding: "0 5px",
  border: "1px solid",
  borderRadius: 5,
  fontSize: "0.75rem",
  "& svg": { fontSize: "0.875rem" },
});
/** One chip for each variant: its number, and its status as icon, word and colour. */
export function VariantChips({ variants }: { variants: readonly VariantChip[] }) {
  const translate = useTranslate();
  if (variants.length === 0)
    return <span style={{ color: token("muted") }}>{translate("orders.no_variants")}</span>;
  return (
    <List>
      {variants.map(({ variant_number: number, generation_status: status }) => {
        const tone = STATUS_TONES[status];
        return (
          <Chip key={number} style={toneStyle(tone)}>
            <ToneIcon tone={tone} />
            <span>
              {translate("orders.variant_chip", { number, status: translate(`orders.status.${status}`) })}
            </span>
          </Chip>
        );
      })}
    </List>
  );
}
