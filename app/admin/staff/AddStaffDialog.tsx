import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { CopyButton } from "~/admin/components/CopyButton";
import { errorSentence } from "~/admin/components/error-sentence";
import { Field } from "~/admin/components/Field";
import { Message } from "~/admin/components/Message";
import { problemsOf } from "~/admin/i18n/in-words";
import { MONO } from "~/admin/theme/theme";
import type { StaffRole } from "~/lib/auth/roles";
import { newStaffSchema } from "~/lib/auth/staff-schemas";
import { RoleChoice } from "./RoleChoice";
import { StaffDialog } from "./StaffDialog";
import { useInviteStaff } from "./use-staff-members";

/** A link that has to be handed over, shown this once. */
function LinkDialog({ email, link, onClose }: { email: string; link: string; onClose: () => void }) {
  const translate = useTranslate();
  return (
    <StaffDialog
      title={translate("staff.link.title")}
      // Shown once: only the button puts it away.
      busy
      onClose={onClose}
      onSubmit={onClose}
      actions={
        <Button variant="contained" color="primary" onClick={onClose}>
          {translate("staff.link.done")}
        </Button>
      }
    >
      <p>{translate("staff.link.text", { email })}</p>
      <p style={{ display: "flex", alignItems: "center", gap: 8 }}>
        <code style={{ fontFamily: MONO, overflowWrap: "anywhere" }}>{link}</code>
        <CopyButton value={() => link} label={translate("staff.link.copy")} />
      </p>
    </StaffDialog>
  );
}

/** Invites somebody by their address. */
export function AddStaffDialog({ onClose }: { onClose: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const add = useInviteStaff();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<StaffRole>("agent");
  const [byLink, setByLink] = useState(false);
  const [invalid, setInvalid] = useState<Record<string, string>>({});
  const refused = add.error instanceof ApiError ? add.error.fields : {};
  const errors = { ...refused, ...invalid };
  const made = add.data;
  if (made?.link) return <LinkDialog email={made.invitation.email} link={made.link} onClose={onClose} />;

  const submit = () => {
    const parsed = newStaffSchema.safeParse({
      email: email.trim(),
      role,
      delivery: byLink ? "link" : "mail",
      ...(name.trim() !== "" && { full_name: name }),
    });
    if (!parsed.success) {
      setInvalid(problemsOf(parsed.error));
      return;
    }
    add.mutate(parsed.data, {
      onSuccess: ({ invitation, link }) => {
        notify(translate("staff.form.invited", { email: invitation.email }), { type: "success" });
        if (link === null) onClose();
      },
    });
  };
  const field = (key: "email" | "full_name", label: string, hint: string, value: string) => (
    <Field label={label} hint={hint} error={errors[key]} required={key === "email"}>
      {(props) => (
        <OutlinedInput
          notched
          type={key === "email" ? "email" : "text"}
          label={key === "email" ? `${label} *` : label}
          value={value}
          autoFocus={key === "email"}
          inputProps={{ ...props, autoComplete: "off" }}
          onChange={(event) => {
            (key === "email" ? setEmail : setName)(event.target.value);
            setInvalid({});
          }}
        />
      )}
    </Field>
  );
  return (
    <StaffDialog
      title={translate("staff.form.add")}
      busy={add.isPending}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose} disabled={add.isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="primary" disabled={add.isPending}>
            {translate(add.isPending ? "staff.form.submitting" : "staff.form.submit_add")}
          </Button>
        </>
      }
    >
      {add.error && (
        <Message tone="failed" live>
          {errorSentence(add.error, translate, "change")}
        </Message>
      )}
      {field("email", translate("staff.form.email"), translate("staff.form.email_hint"), email)}
      {field("full_name", translate("staff.form.name"), translate("staff.form.name_hint"), name)}
      <RoleChoice value={role} onChange={setRole} />
      <FormControlLabel
        control={<Checkbox checked={byLink} onChange={(event) => setByLink(event.target.checked)} />}
        label={translate("staff.form.by_link")}
      />
    </StaffDialog>
  );
}
