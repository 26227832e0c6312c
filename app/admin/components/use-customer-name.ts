import { useTranslate } from "react-admin";

interface Ordered {
  customer_email: string | null;
  customer_name: string | null;
}

/**
 * What a customer is called: by name, else by address.
 *
 * @returns names the customer of an order; of an order without one, says that
 */
export function useCustomerName(): (order: Ordered) => string {
  const translate = useTranslate();
  return ({ customer_name, customer_email }) =>
    customer_name ?? customer_email ?? translate("desk.customer.none");
}
