import { useTranslate } from "react-admin";
import { formatDay } from "~/admin/i18n/formats";
import { ClosableChips } from "~/admin/lists/ClosableChips";
import type { OrderListQuery } from "~/lib/orders/order-schemas";
import { NO_FILTERS, type OrderListChange, RANGES, type Range } from "./order-filters";

interface OrderChipsProps {
  query: OrderListQuery;
  hrefWith: (change: OrderListChange) => string;
}

/** The filters in use besides the status, each of which closes. */
export function OrderChips({ query, hrefWith }: OrderChipsProps) {
  const translate = useTranslate();
  const chips: { id: string; text: string; without: OrderListChange }[] = [];
  if (query.any_failed)
    chips.push({
      id: "any_failed",
      text: translate("order_list.filter.any_failed"),
      without: { any_failed: undefined },
    });
  if (query.due_within !== undefined)
    chips.push({
      id: "due_within",
      text:
        query.due_within === 0
          ? translate("order_list.chips.due_today")
          : translate("order_list.chips.due_within", { smart_count: query.due_within }),
      without: { due_within: undefined },
    });
  if (query.never_played)
    chips.push({
      id: "never_played",
      text: translate("order_list.filter.never_played"),
      without: { never_played: undefined },
    });
  for (const range of Object.keys(RANGES) as Range[]) {
    const [fromKey, toKey] = RANGES[range];
    const [from, to] = [query[fromKey], query[toKey]];
    if (from === undefined && to === undefined) continue;
    const kind = from === undefined ? "until" : to === undefined ? "since" : "between";
    chips.push({
      id: range,
      text: translate(`order_list.chips.${range}`, {
        days: translate(`order_list.chips.${kind}`, {
          from: from && formatDay(from),
          to: to && formatDay(to),
        }),
      }),
      without: { [fromKey]: undefined, [toKey]: undefined },
    });
  }
  if (query.q !== "")
    chips.push({
      id: "q",
      text: translate("order_list.chips.search", { text: query.q }),
      without: { q: "" },
    });
  return (
    <ClosableChips
      label={translate("order_list.chips.label")}
      chips={chips.map(({ without, ...chip }) => ({
        ...chip,
        removeLabel: translate("order_list.chips.remove", { filter: chip.text }),
        to: hrefWith(without),
      }))}
      clear={{ to: hrefWith(NO_FILTERS), label: translate("order_list.chips.clear") }}
    />
  );
}
