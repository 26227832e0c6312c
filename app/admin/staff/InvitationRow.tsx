import Mail from "@mui/icons-material/MailOutlined";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Avatar } from "~/admin/components/Avatar";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import type { StaffInvitation } from "~/lib/auth/staff-schemas";
import { Actions, Row, Who } from "./MemberRow";

interface InvitationRowProps {
  invitation: StaffInvitation;
  busy: boolean;
  onWithdraw: () => void;
}

/** Somebody who has been invited: who, as what, since when. */
export function InvitationRow({ invitation, busy, onWithdraw }: InvitationRowProps) {
  const translate = useTranslate();
  const { full_name: name, email, role, invited_at: invitedAt, expires_at: expiresAt } = invitation;
  const isOver = Date.parse(expiresAt) < Date.now();
  return (
    <Row>
      <Who>
        <Avatar name={null} />
        <p>
          <strong>{name}</strong>
          <StatusMark
            tone="pending"
            label={translate(isOver ? "staff.invitation_over" : "staff.invited")}
            icon={<Mail fontSize="inherit" aria-hidden />}
          />
        </p>
        <p className="quiet">{email}</p>
      </Who>
      <p>{translate(`desk.role.${role}`)}</p>
      <p className="quiet">
        {translate("staff.columns.invited")} <RelativeTime at={invitedAt} style="long" />
      </p>
      <Actions>
        <Button onClick={onWithdraw} disabled={busy} aria-label={translate("staff.withdraw_label", { name })}>
          {translate("staff.withdraw")}
        </Button>
      </Actions>
    </Row>
  );
}
