import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import OutlinedInput from "@mui/material/OutlinedInput";
import { styled } from "@mui/material/styles";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { Field } from "~/admin/components/Field";
import { Message } from "~/admin/components/Message";
import { NoteField } from "~/admin/components/NoteField";
import { formatCount } from "~/admin/i18n/formats";
import { problemOf } from "~/admin/i18n/in-words";
import { type CustomerDetail, erasureRequestSchema } from "~/lib/customers/customer-schemas";
import { useEraseCustomer } from "./use-customer";

const Part = styled("section")({
  "& h3": { margin: "0 0 4px", fontSize: "0.8125rem", fontWeight: 600 },
  "& ul": { listStyle: "disc", paddingInlineStart: 20, display: "grid", gap: 4 },
});

function What({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Part>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </Part>
  );
}

interface EraseDialogProps {
  customer: CustomerDetail;
  onClose: () => void;
}

/** Says what goes and what stays, and erases once the address was typed and a reason given. */
export function EraseDialog({ customer, onClose }: EraseDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const titleId = useId();
  const erase = useEraseCustomer(customer.id);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [invalid, setInvalid] = useState<{ reason?: string; typed?: string }>({});
  const { full_name: name, counts } = customer;
  // What is typed to confirm: a customer without an address is told by the name, or the id.
  const email = customer.email ?? name ?? customer.id;
  const text = (key: string, options?: Record<string, unknown>) =>
    translate(`customers.erasure.${key}`, options);
  const refused = erase.error instanceof ApiError ? erase.error.fields : {};
  const counted = (count: number) => ({ smart_count: count, count: formatCount(count) });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (erase.isPending) return;
    const parsed = erasureRequestSchema.safeParse({ reason });
    const wrong = {
      ...(typed.trim().toLowerCase() !== email.toLowerCase() && { typed: text("confirm_wrong", { email }) }),
      ...(!parsed.success && { reason: problemOf(parsed.error) ?? "" }),
    };
    setInvalid(wrong);
    if (!parsed.success || Object.keys(wrong).length > 0) return;
    erase.mutate(parsed.data.reason, {
      onSuccess: ({ delivery }) => {
        notify(text(delivery === "sent" ? "erased" : "erased_queued"), { type: "success" });
        onClose();
      },
    });
  };
  const confirmLabel = text("confirm", { email });
  return (
    <Dialog
      open
      onClose={() => !erase.isPending && onClose()}
      aria-labelledby={titleId}
      fullWidth
      maxWidth="sm"
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 1, overflowWrap: "anywhere" }}>
          {text("dialog", { name: name ?? email })}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>
          <What title={text("goes")}>
            <li>{text("goes_contact")}</li>
            <li>{text("goes_wishes")}</li>
            {counts.songs > 0 && <li>{text("goes_songs", counted(counts.songs))}</li>}
            <li>{text("goes_links")}</li>
          </What>
          <What title={text("stays")}>
            <li>{text("stays_orders", counted(counts.orders))}</li>
            <li>{text("stays_record")}</li>
          </What>
          {erase.error && (
            <Message tone="failed" live>
              {errorSentence(erase.error, translate, "change")}
            </Message>
          )}
          <NoteField
            label={text("reason")}
            hint={text("reason_hint")}
            error={invalid.reason ?? refused.reason}
            value={reason}
            onChange={(value) => {
              setReason(value);
              setInvalid({});
            }}
            required
            autoFocus
            rows={2}
          />
          <Field label={confirmLabel} hint={text("confirm_hint")} error={invalid.typed} required>
            {(props) => (
              <OutlinedInput
                notched
                label={`${confirmLabel} *`}
                value={typed}
                inputProps={{ ...props, autoComplete: "off", autoCapitalize: "off", spellCheck: false }}
                onChange={(event) => {
                  setTyped(event.target.value);
                  setInvalid({});
                }}
              />
            )}
          </Field>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose} disabled={erase.isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="error" disabled={erase.isPending}>
            {text(erase.isPending ? "submitting" : "submit")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
