import PersonAdd from "@mui/icons-material/PersonAddAltOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { OVERVIEW_PATH } from "~/admin/addresses/paths";
import { Centered } from "~/admin/components/Centered";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageHeader } from "~/admin/components/PageHeader";
import { LOCALE } from "~/admin/i18n/locale";
import { ListFrame } from "~/admin/lists/ListFrame";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { StaffMember } from "~/lib/auth/staff-schemas";
import { AddStaffDialog } from "./AddStaffDialog";
import { DisableStaffDialog } from "./DisableStaffDialog";
import { EditStaffDialog } from "./EditStaffDialog";
import { InvitationRow } from "./InvitationRow";
import { MemberRow } from "./MemberRow";
import { useChangeStaff, useInvitations, useStaffMembers, useWithdrawInvitation } from "./use-staff-members";

const List = styled("ul")({ "& > li + li": { borderTop: `1px solid ${token("border")}` } });

/** What is open over the list. */
type Open = { kind: "add" } | { kind: "edit" | "disable"; member: StaffMember } | null;

/** Why who is no admin cannot manage staff, and whom they can ask. */
function NotAdmin() {
  const translate = useTranslate();
  const { role } = useStaff();
  const { data: members = [] } = useStaffMembers();
  const names = members
    .filter((member) => member.role === "admin" && member.disabled_at === null)
    .map((member) => member.full_name)
    .slice(0, 3);
  return (
    <>
      <PageHeader title={translate("staff.title")} description={translate("staff.description")} />
      <Centered
        tone="pending"
        title={translate("staff.not_admin.title")}
        text={translate(names.length > 0 ? "staff.not_admin.text" : "staff.not_admin.text_nobody", {
          role: translate(`desk.role_in_sentence.${role}`),
          names: new Intl.ListFormat(LOCALE, { type: "disjunction" }).format(names),
        })}
        action={
          <Button component={Link} to={OVERVIEW_PATH}>
            {translate("staff.not_admin.back")}
          </Button>
        }
      />
    </>
  );
}

function Members() {
  const translate = useTranslate();
  const notify = useNotify();
  const me = useStaff();
  const members = useStaffMembers();
  const invitations = useInvitations();
  const enable = useChangeStaff();
  const withdraw = useWithdrawInvitation();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <ListFrame
      title={translate("staff.title")}
      description={translate("staff.description")}
      state={{ ...members, hasRows: members.data !== undefined, refetch: () => void members.refetch() }}
      tabs={null}
      tools={
        <Button
          variant="contained"
          color="primary"
          startIcon={<PersonAdd />}
          onClick={() => setOpen({ kind: "add" })}
        >
          {translate("staff.add")}
        </Button>
      }
      pager={
        members.data && (
          <Box component="p" role="status" sx={{ mt: 1.5, color: token("muted") }}>
            {translate("staff.shown", { smart_count: members.data.length })}
          </Box>
        )
      }
    >
      {(enable.error ?? withdraw.error) && (
        <Box sx={{ p: 2, pb: 0 }}>
          <Message tone="failed" live>
            {errorSentence(enable.error ?? withdraw.error, translate, "change")}
          </Message>
        </Box>
      )}
      {members.data ? (
        <List aria-label={translate("staff.list")}>
          {members.data.map((member) => (
            <MemberRow
              key={member.user_id}
              member={member}
              isMe={member.user_id === me.id}
              busy={enable.isPending}
              onEdit={() => setOpen({ kind: "edit", member })}
              onDisable={() => setOpen({ kind: "disable", member })}
              onEnable={() =>
                enable.mutate(
                  { id: member.user_id, change: { disabled: false } },
                  {
                    onSuccess: () =>
                      notify(translate("staff.enabled", { name: member.full_name }), { type: "success" }),
                  },
                )
              }
            />
          ))}
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              busy={withdraw.isPending}
              onWithdraw={() =>
                withdraw.mutate(invitation, {
                  onSuccess: () =>
                    notify(translate("staff.withdrawn", { name: invitation.full_name }), { type: "success" }),
                })
              }
            />
          ))}
        </List>
      ) : (
        <Box sx={{ p: 2 }}>
          <Skeleton height={48} />
          <Skeleton height={48} />
          <Skeleton height={48} />
        </Box>
      )}
      {open?.kind === "add" && <AddStaffDialog onClose={close} />}
      {open?.kind === "edit" && <EditStaffDialog member={open.member} onClose={close} />}
      {open?.kind === "disable" && <DisableStaffDialog member={open.member} onClose={close} />}
    </ListFrame>
  );
}

/** Who may use the desk: managed by admins, explained to everybody else. */
export default function StaffPage() {
  return hasRole(useStaff().role, "admin") ? <Members /> : <NotAdmin />;
}
