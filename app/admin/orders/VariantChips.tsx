import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { ToneIcon } from "~/admin/components/StatusMark";
import { token, toneStyle } from "~/admin/theme/tokens";
import type { VariantChip } from "~/lib/orders/order-schemas";
import { STATUS_TONES } from "./status-tone";

const List = styled("ul")({ display: "flex", gap: 4 });
const Chip = styled("li")({
  display: "inline-flex",
  alignItems: "center",
  gap: 2,
  height: 22,
  padding: "0 5px",
  border: "1px solid",
  borderRadius: 5,
  fontSize: "0.75rem",
  "& svg": { fontSize: "0.875rem" },
});
const HIDDEN = {
  position: "absolute",
  width: 1,
  height: 1,
  overflow: "hidden",
  clipPath: "inset(50%)",
} as const;

/** One chip for each variant: its number, with the icon and colour of its status; the word is in the tooltip. */
export function VariantChips({ variants }: { variants: readonly VariantChip[] }) {
  const translate = useTranslate();
  if (variants.length === 0)
    return <span style={{ color: token("muted") }}>{translate("orders.no_variants")}</span>;
  return (
    <List>
      {variants.map(({ variant_number: number, generation_status: status }) => {
        const label = translate("orders.variant_chip", {
          number,
          status: translate(`orders.status.${status}`),
        });
        const tone = STATUS_TONES[status];
        return (
          <Tooltip key={number} title={label}>
            <Chip style={toneStyle(tone)}>
              <ToneIcon tone={tone} />
              <span aria-hidden>{number}</span>
              <span style={HIDDEN}>{label}</span>
            </Chip>
          </Tooltip>
        );
      })}
    </List>
  );
}
