import Button from "@mui/material/Button";
import { useNotify, useTranslate } from "react-admin";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import type { StaffMember } from "~/lib/auth/staff-schemas";
import { StaffDialog } from "./StaffDialog";
import { useChangeStaff } from "./use-staff-members";

/** Says what disabling somebody means, and does it. */
export function DisableStaffDialog({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const change = useChangeStaff();
  const name = member.full_name;
  const submit = () =>
    change.mutate(
      { id: member.user_id, change: { disabled: true } },
      {
        onSuccess: () => {
          notify(translate("staff.disabling.done", { name }), { type: "success" });
          onClose();
        },
      },
    );
  return (
    <StaffDialog
      title={translate("staff.disabling.title", { name })}
      busy={change.isPending}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose} disabled={change.isPending} autoFocus>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="error" disabled={change.isPending}>
            {translate(change.isPending ? "staff.disabling.submitting" : "staff.disabling.submit")}
          </Button>
        </>
      }
    >
      <p>{translate("staff.disabling.text")}</p>
      {change.error && (
        <Message tone="failed" live>
          {errorSentence(change.error, translate, "change")}
        </Message>
      )}
    </StaffDialog>
  );
}
