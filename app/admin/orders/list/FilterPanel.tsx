import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { SideList, SideTitle } from "~/admin/lists/side-style";
import type { OrderListQuery } from "~/lib/orders/order-schemas";
import { DayRange } from "./DayRange";
import type { OrderListChange } from "./order-filters";

/** Days within which a song is needed, on offer; an address may say any other number. */
const DUE_DAYS = [0, 1, 3, 7, 14, 30];

interface FilterPanelProps {
  query: OrderListQuery;
  hrefWith: (change: OrderListChange) => string;
  onChange: (change: OrderListChange) => void;
}

interface ToggleProps {
  chosen: boolean;
  label: string;
  to: string;
}

/** A filter as a link, so that it opens in a tab as well; once more takes it away. */
function Toggle({ chosen, label, to }: ToggleProps) {
  return (
    <li>
      <Link to={to} preventScrollReset {...(chosen && { "aria-current": "true" })}>
        <span>{label}</span>
      </Link>
    </li>
  );
}

/** By what the list of orders can be narrowed. What is needed soon comes with the soonest first. */
export function FilterPanel({ query, hrefWith, onChange }: FilterPanelProps) {
  const translate = useTranslate();
  const { any_failed: anyFailed, never_played: neverPlayed, due_within: dueWithin } = query;
  const dueDays =
    dueWithin === undefined || DUE_DAYS.includes(dueWithin)
      ? DUE_DAYS
      : [...DUE_DAYS, dueWithin].sort((a, b) => a - b);
  return (
    <nav aria-label={translate("order_list.filter.panel")}>
      <section aria-label={translate("order_list.filter.that")}>
        <SideTitle>{translate("order_list.filter.that")}</SideTitle>
        <SideList>
          <Toggle
            chosen={anyFailed === true}
            label={translate("order_list.filter.any_failed")}
            to={hrefWith({ any_failed: anyFailed ? undefined : true })}
          />
          <Toggle
            chosen={neverPlayed === true}
            label={translate("order_list.filter.never_played")}
            to={hrefWith({ never_played: neverPlayed ? undefined : true })}
          />
        </SideList>
      </section>
      <section aria-label={translate("order_list.filter.due_within")}>
        <SideTitle>{translate("order_list.filter.due_within")}</SideTitle>
        <SideList>
          {dueDays.map((days) => (
            <Toggle
              key={days}
              chosen={dueWithin === days}
              label={
                days === 0
                  ? translate("order_list.filter.due_today")
                  : translate("order_list.filter.due_days", { smart_count: days })
              }
              to={hrefWith(
                dueWithin === days
                  ? { due_within: undefined }
                  : { due_within: days, sort: "needed_by", order: "asc" },
              )}
            />
          ))}
        </SideList>
      </section>
      <DayRange range="occasion" query={query} onChange={onChange} />
      <DayRange range="created" query={query} onChange={onChange} />
    </nav>
  );
}
