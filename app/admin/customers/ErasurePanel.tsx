import DeleteForever from "@mui/icons-material/DeleteForeverOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { lazy, Suspense, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { inWords } from "~/admin/i18n/in-words";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { CustomerDetail } from "~/lib/customers/customer-schemas";

const EraseDialog = lazy(async () => ({ default: (await import("./EraseDialog")).EraseDialog }));

/** The way to erase a customer, or why it is closed. */
export function ErasurePanel({ customer }: { customer: CustomerDetail }) {
  const translate = useTranslate();
  const reasonId = useId();
  const { role } = useStaff();
  const [open, setOpen] = useState(false);
  const refusal = hasRole(role, "admin")
    ? customer.erasure_refusal && inWords(customer.erasure_refusal)
    : translate("customers.erasure.admins_only", { role: translate(`desk.role_in_sentence.${role}`) });
  return (
    <Panel title={translate("customers.erasure.title")}>
      {customer.erased_at !== null ? (
        <p>
          {translate("customers.erasure.done")} <RelativeTime at={customer.erased_at} style="long" />.{" "}
          {translate("customers.erasure.done_text")}
        </p>
      ) : (
        <Box sx={{ display: "grid", gap: 1.5, justifyItems: "start" }}>
          <p>{translate("customers.erasure.text")}</p>
          <Button
            startIcon={<DeleteForever />}
            disabled={refusal !== null}
            {...(refusal !== null && { "aria-describedby": reasonId })}
            onClick={() => setOpen(true)}
          >
            {translate("customers.erasure.button")}
          </Button>
          {refusal !== null && (
            <p id={reasonId} style={{ color: token("muted") }}>
              {refusal}
            </p>
          )}
        </Box>
      )}
      {open && (
        <Suspense>
          <EraseDialog customer={customer} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Panel>
  );
}
