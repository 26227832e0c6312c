import { useTranslate } from "react-admin";
import { Centered } from "~/admin/components/Centered";

/** A page beyond the list's end: the list has become shorter, or nothing is that late. */
export function EmptyPlace() {
  const translate = useTranslate();
  return (
    <Centered
      tone="pending"
      title={translate("desk.pager.empty.title")}
      text={translate("desk.pager.empty.text")}
    />
  );
}
