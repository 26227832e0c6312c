import Mail from "@mui/icons-material/MailOutlineOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { CopyableId } from "~/admin/components/CopyableId";
import { CopyButton } from "~/admin/components/CopyButton";
import { EmailAddress } from "~/admin/components/EmailAddress";
import { Facts } from "~/admin/components/Facts";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { token } from "~/admin/theme/tokens";
import type { CustomerDetail } from "~/lib/customers/customer-schemas";

/** How to reach a customer; masked, with the reason, for who may not know who they are. */
export function ContactPanel({ customer }: { customer: CustomerDetail }) {
  const translate = useTranslate();
  const { email, full_name: name, masked, erased_at: erasedAt } = customer;
  const label = (field: string) => translate(`customers.contact.${field}`);
  const reachable = !masked && erasedAt === null;
  return (
    <Panel title={label("title")}>
      <Box sx={{ display: "grid", gap: 2 }}>
        <Facts
          facts={[
            [label("name"), erasedAt === null ? (name ?? translate("customers.no_name")) : null],
            [
              label("email"),
              erasedAt === null && email !== null ? (
                <span key="email" style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
                  <EmailAddress address={email} />
                  {reachable && (
                    <CopyButton
                      value={() => email}
                      label={`${translate("desk.copy.value")}: ${label("email")}`}
                    />
                  )}
                </span>
              ) : null,
            ],
            [
              label("since"),
              customer.created_at && <RelativeTime key="since" at={customer.created_at} style="long" />,
            ],
            [label("id"), <CopyableId key="id" id={customer.id} name={label("id")} />],
          ]}
        />
        {masked && <p style={{ color: token("muted") }}>{translate("desk.masked_reason")}</p>}
        {reachable && email !== null && (
          <Button
            component="a"
            href={`mailto:${encodeURIComponent(email)}`}
            startIcon={<Mail />}
            sx={{ justifySelf: "start" }}
          >
            {label("write")}
          </Button>
        )}
      </Box>
    </Panel>
  );
}
