import Button from "@mui/material/Button";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { CopyButton } from "~/admin/components/CopyButton";
import { errorSentence, type Translate } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { Field } from "~/admin/failed-jobs/bulk/BulkFields";
import { MONO } from "~/admin/theme/theme";
import type { StaffRole } from "~/lib/auth/roles";
import { newStaffSchema, presentMemberSchema } from "~/lib/auth/staff-schemas";
import { RoleChoice } from "./RoleChoice";
import { StaffDialog } from "./StaffDialog";
import { useAddStaff } from "./use-staff-members";

/** The password of an account that was made, shown this once. */
function PasswordDialog({
  email,
  password,
  onClose,
}: {
  email: string;
  password: string;
  onClose: () => void;
}) {
  const translate = useTranslate();
  return (
    <StaffDialog
      title={translate("staff.password.title")}
      // Shown once: only the button puts it away.
      busy
      onClose={onClose}
      onSubmit={onClose}
      actions={
        <Button variant="contained" color="primary" onClick={onClose}>
          {translate("staff.password.done")}
        </Button>
      }
    >
      <p>{translate("staff.password.text", { email })}</p>
      <p style={{ display: "flex", alignItems: "center", gap: 8 }}>
        <span>{translate("staff.password.label")}</span>
        <code style={{ fontFamily: MONO, fontSize: "1rem" }}>{password}</code>
        <CopyButton value={() => password} label={translate("staff.password.copy")} />
      </p>
    </StaffDialog>
  );
}

/** Why nobody was added; of somebody who is staff already, who they are and where to change it. */
function refusalOf(error: unknown, translate: Translate): string {
  const details = error instanceof ApiError && error.code === "already_staff" ? error.details : {};
  const member = presentMemberSchema.safeParse(details.member).data;
  if (!member) return errorSentence(error, translate, "change");
  return translate(`staff.already.${member.disabled ? "disabled" : "active"}`, {
    name: member.full_name,
    role: translate(`desk.role.${member.role}`),
  });
}

/** Adds somebody by their address. */
export function AddStaffDialog({ onClose }: { onClose: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const add = useAddStaff();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<StaffRole>("agent");
  const [invalid, setInvalid] = useState<Record<string, string>>({});
  const refused = add.error instanceof ApiError ? add.error.fields : {};
  const errors = { ...refused, ...invalid };
  const made = add.data;
  if (made?.password)
    return <PasswordDialog email={made.member.email} password={made.password} onClose={onClose} />;

  const submit = () => {
    const parsed = newStaffSchema.safeParse({
      email: email.trim(),
      role,
      ...(name.trim() !== "" && { full_name: name }),
    });
    if (!parsed.success) {
      setInvalid(
        Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message])),
      );
      return;
    }
    add.mutate(parsed.data, {
      onSuccess: ({ member, password }) => {
        notify(translate("staff.form.added", { name: member.full_name }), { type: "success" });
        if (password === null) onClose();
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
          {refusalOf(add.error, translate)}
        </Message>
      )}
      {field("email", translate("staff.form.email"), translate("staff.form.email_hint"), email)}
      {field("full_name", translate("staff.form.name"), translate("staff.form.name_hint"), name)}
      <RoleChoice value={role} onChange={setRole} />
    </StaffDialog>
  );
}
