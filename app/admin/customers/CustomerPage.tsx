import Person from "@mui/icons-material/PersonOffOutlined";
import { useTranslate } from "react-admin";
import { useParams } from "react-router-dom";
import { failuresPath, ORDERS_PATH } from "~/admin/addresses/paths";
import { PageHeader } from "~/admin/components/PageHeader";
import { RecordBody } from "~/admin/components/RecordBody";
import { RecordLayout } from "~/admin/components/RecordLayout";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { useWayBack } from "~/admin/lists/use-list-address";
import { OrderFailures } from "~/admin/orders/OrderFailures";
import type { CustomerDetail } from "~/lib/customers/customer-schemas";
import { formatTerm } from "~/lib/failed-jobs/search-query";
import { ContactPanel } from "./ContactPanel";
import { CountsStrip } from "./CountsStrip";
import { CustomerOrders } from "./CustomerOrders";
import { CustomerSongs } from "./CustomerSongs";
import { ErasurePanel } from "./ErasurePanel";
import { useCustomer } from "./use-customer";

function CustomerView({ customer }: { customer: CustomerDetail }) {
  const translate = useTranslate();
  const back = useWayBack(ORDERS_PATH);
  const { email, full_name: name, erased_at: erasedAt } = customer;
  return (
    <>
      <PageHeader
        title={
          erasedAt === null
            ? (name ?? email ?? translate("customers.no_name"))
            : translate("customers.erased_title")
        }
        back={{ to: back, label: translate("customers.back") }}
        marks={
          erasedAt !== null && (
            <>
              <StatusMark
                tone="resolved"
                label={translate("customers.erased")}
                icon={<Person aria-hidden />}
              />
              <RelativeTime at={erasedAt} style="long" />
            </>
          )
        }
      />
      <RecordLayout
        top={
          <>
            <CountsStrip counts={customer.counts} />
            <CustomerOrders customer={customer} />
          </>
        }
        side={
          <>
            <ContactPanel customer={customer} />
            <ErasurePanel customer={customer} />
          </>
        }
      >
        <CustomerSongs customer={customer} />
        <OrderFailures
          newest={customer}
          none={translate("customers.no_failures")}
          allPath={
            customer.masked || erasedAt !== null || email === null
              ? null
              : failuresPath(formatTerm("email", email))
          }
        />
      </RecordLayout>
    </>
  );
}

/** One customer: what they ordered and what became of it. */
export function CustomerPage() {
  const { id = "" } = useParams();
  return (
    <RecordBody query={useCustomer(id)} level={1}>
      {(customer) => <CustomerView customer={customer} />}
    </RecordBody>
  );
}
