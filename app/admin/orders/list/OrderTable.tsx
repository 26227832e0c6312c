import { useTranslate } from "react-admin";
import { orderPath } from "~/admin/addresses/paths";
import { useCustomerName } from "~/admin/components/use-customer-name";
import type { GridSettings } from "~/admin/lists/grid/grid-settings";
import { ListRows } from "~/admin/lists/ListRows";
import type { Cursor } from "~/admin/lists/use-cursor";
import type { ListSelection } from "~/admin/lists/use-list-selection";
import { OrderCards } from "~/admin/orders/OrderCards";
import type { OrderRow } from "~/lib/orders/order-schemas";
import { ActiveOrderContext } from "./active-order";
import { orderColumns } from "./order-columns";
import type { OrderPages } from "./use-order-pages";

interface OrderTableProps {
  pages: OrderPages;
  /** How many there are; null when nobody knows. */
  total: number | null;
  settings: GridSettings;
  onSettings: (part: Partial<GridSettings>) => void;
  cursor: Cursor;
  selection: ListSelection;
  onOpen: (row: OrderRow) => void;
}

/** The rows of the list of orders. */
export function OrderTable(props: OrderTableProps) {
  const { pages, cursor } = props;
  const translate = useTranslate();
  const customerName = useCustomerName();
  return (
    <ActiveOrderContext.Provider value={pages.rows[cursor.index]?.id}>
      <ListRows
        {...props}
        columns={orderColumns}
        cards={<OrderCards orders={pages.rows} loading={pages.data === undefined} />}
        label={translate("orders.table")}
        selectLabelOf={(order) =>
          translate("order_list.select_row", {
            who: customerName(order),
            name: order.recipient_name ?? "",
          })
        }
        pathOf={orderPath}
      />
    </ActiveOrderContext.Provider>
  );
}
