import Autorenew from "@mui/icons-material/AutorenewOutlined";
import Favorite from "@mui/icons-material/FavoriteOutlined";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { useNow } from "~/admin/components/now";
import { ToneIcon } from "~/admin/components/StatusMark";
import { formatCount, formatDateTime, formatDuration } from "~/admin/i18n/formats";
import { LOCALE } from "~/admin/i18n/locale";
import { token, toneStyle } from "~/admin/theme/tokens";
import type { VariantChip } from "~/lib/orders/order-schemas";
import { relativeTime } from "~/lib/relative-time";
import { STATUS_TONES } from "./status-tone";

const List = styled("ul")({
  display: "flex",
  flexWrap: "wrap",
  gap: 4,
  // A dense row has one line.
  "[data-density='dense'] &": { flexWrap: "nowrap" },
});
const Chip = styled("li")({
  display: "inline-flex",
  alignItems: "center",
  flexShrink: 0,
  gap: 4,
  height: 22,
  padding: "0 5px",
  border: "1px solid",
  borderRadius: 5,
  fontSize: "0.75rem",
  "& svg": { fontSize: "0.875rem" },
  "&:focus-visible": { outline: `2px solid ${token("accent")}`, outlineOffset: -1 },
});

/** All that is known of a variant, a line each. */
function useVariantStory(): (variant: VariantChip) => string {
  const translate = useTranslate();
  const now = useNow();
  const when = (at: string) =>
    `${relativeTime(new Date(at), new Date(Math.max(now.getTime(), Date.parse(at))), "long", LOCALE)} (${formatDateTime(at)})`;
  return ({ variant_number: number, generation_status: status, ...variant }) => {
    const complete = status === "complete";
    return [
      translate("order_list.variant.title", { number, status: translate(`orders.status.${status}`) }),
      variant.new_version && translate("order_list.variant.new_version"),
      variant.duration_ms !== null &&
        translate("order_list.variant.duration", { duration: formatDuration(variant.duration_ms) }),
      complete &&
        variant.completed_at !== null &&
        translate("order_list.variant.finished", { when: when(variant.completed_at) }),
      variant.selected && translate("order_list.variant.favourite"),
      variant.first_played_at !== null
        ? translate(variant.play_count > 0 ? "order_list.variant.plays" : "order_list.variant.played", {
            smart_count: variant.play_count,
            count: formatCount(variant.play_count),
            when: when(variant.first_played_at),
          })
        : complete && translate("order_list.variant.not_played"),
    ]
      .filter((line) => line !== false)
      .join("\n");
  };
}

interface VariantChipsProps {
  variants: readonly VariantChip[];
  /** Whether the chips are in the order of the tab key; what they say on hover they say on focus as well. */
  reachable?: boolean;
}

/** One chip for each variant: its number, and its status as icon, word and colour; the rest of it on hover or focus. */
export function VariantChips({ variants, reachable = true }: VariantChipsProps) {
  const translate = useTranslate();
  const storyOf = useVariantStory();
  if (variants.length === 0)
    return <span style={{ color: token("muted") }}>{translate("orders.no_variants")}</span>;
  return (
    <List>
      {variants.map((variant) => {
        const { variant_number: number, generation_status: status, selected, new_version } = variant;
        const tone = STATUS_TONES[status];
        return (
          <Tooltip key={number} title={storyOf(variant)} describeChild>
            <Chip style={toneStyle(tone)} tabIndex={reachable ? 0 : -1}>
              <ToneIcon tone={tone} />
              <span>
                {translate("orders.variant_chip", { number, status: translate(`orders.status.${status}`) })}
              </span>
              {new_version && <Autorenew titleAccess={translate("order_list.variant.new_version")} />}
              {selected && <Favorite titleAccess={translate("order_list.variant.favourite")} />}
            </Chip>
          </Tooltip>
        );
      })}
    </List>
  );
}
