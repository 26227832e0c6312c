import Button from "@mui/material/Button";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { Field } from "~/admin/components/Field";
import { Message } from "~/admin/components/Message";
import { problemOf } from "~/admin/i18n/in-words";
import { type StaffMember, staffChangeSchema } from "~/lib/auth/staff-schemas";
import { RoleChoice } from "./RoleChoice";
import { StaffDialog } from "./StaffDialog";
import { useChangeStaff } from "./use-staff-members";

/** Changes what a member is called and may do. */
export function EditStaffDialog({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const change = useChangeStaff();
  const [name, setName] = useState(member.full_name);
  const [role, setRole] = useState(member.role);
  const [wrong, setWrong] = useState<string>();
  const refused = change.error instanceof ApiError ? change.error.fields.full_name : undefined;

  const submit = () => {
    const parsed = staffChangeSchema.safeParse({ full_name: name, role });
    if (!parsed.success) return setWrong(problemOf(parsed.error));
    change.mutate(
      { id: member.user_id, change: parsed.data },
      {
        onSuccess: () => {
          notify("staff.form.saved", { type: "success" });
          onClose();
        },
      },
    );
  };
  return (
    <StaffDialog
      title={translate("staff.form.edit", { name: member.full_name })}
      busy={change.isPending}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose} disabled={change.isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="primary" disabled={change.isPending}>
            {translate(change.isPending ? "staff.form.submitting" : "staff.form.submit_edit")}
          </Button>
        </>
      }
    >
      {change.error && (
        <Message tone="failed" live>
          {errorSentence(change.error, translate, "change")}
        </Message>
      )}
      <Field label={translate("staff.form.name")} hint={member.email} error={wrong ?? refused} required>
        {(props) => (
          <OutlinedInput
            notched
            label={`${translate("staff.form.name")} *`}
            value={name}
            inputProps={{ ...props, autoComplete: "off" }}
            onChange={(event) => {
              setName(event.target.value);
              setWrong(undefined);
            }}
          />
        )}
      </Field>
      <RoleChoice value={role} onChange={setRole} />
    </StaffDialog>
  );
}
