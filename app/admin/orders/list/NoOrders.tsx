import SearchOff from "@mui/icons-material/SearchOffOutlined";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { Centered } from "~/admin/components/Centered";
import { useStaff } from "~/admin/session/SessionGate";
import { seesPersonalData } from "~/lib/personal-data";

interface NoOrdersProps {
  filtered: boolean;
  /** What was searched for. */
  q: string;
  clearHref: string;
}

/** Nothing to show, and why: there are no orders, or the filters match none. */
export function NoOrders({ filtered, q, clearHref }: NoOrdersProps) {
  const translate = useTranslate();
  const masked = !seesPersonalData(useStaff().role);
  if (!filtered)
    return (
      <Centered
        tone="pending"
        title={translate("orders.empty.title")}
        text={translate("orders.empty.text")}
      />
    );
  return (
    <Centered
      tone="pending"
      icon={<SearchOff fontSize="inherit" aria-hidden />}
      title={translate("orders.no_match.title")}
      text={translate(masked && q !== "" ? "order_list.no_match_masked" : "order_list.no_match")}
      action={
        <Button component={Link} to={clearHref}>
          {translate("orders.no_match.clear")}
        </Button>
      }
    />
  );
}
