import Block from "@mui/icons-material/BlockOutlined";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Avatar } from "~/admin/components/Avatar";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { token } from "~/admin/theme/tokens";
import type { StaffMember } from "~/lib/auth/staff-schemas";

export const Row = styled("li")(({ theme }) => ({
  display: "grid",
  alignItems: "center",
  gap: "4px 16px",
  padding: "var(--desk-row) 16px",
  "& p": { overflow: "hidden", textOverflow: "ellipsis" },
  "& .quiet": { color: token("muted") },
  [theme.breakpoints.up("sm")]: { gridTemplateColumns: "minmax(0, 1fr) 84px 200px 170px" },
}));
export const Who = styled("div")({
  display: "grid",
  gridTemplateColumns: "auto minmax(0, 1fr)",
  alignItems: "center",
  gap: "0 12px",
  "& > span": { gridRow: "1 / 3" },
  "& p": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "4px 8px",
    overflowWrap: "anywhere",
  },
  "& strong": { fontWeight: 500 },
});
export const Actions = styled("div")(({ theme }) => ({
  display: "flex",
  gap: 8,
  [theme.breakpoints.up("sm")]: { justifyContent: "flex-end" },
}));

interface MemberRowProps {
  member: StaffMember;
  isMe: boolean;
  busy: boolean;
  onEdit: () => void;
  onDisable: () => void;
  onEnable: () => void;
}

/** One member of staff: who, what they may do, when they were here, and what can be changed. */
export function MemberRow({ member, isMe, busy, onEdit, onDisable, onEnable }: MemberRowProps) {
  const translate = useTranslate();
  const { full_name: name, email, role, disabled_at: disabledAt, last_seen_at: seenAt } = member;
  return (
    <Row>
      <Who>
        <Avatar name={disabledAt === null ? name : null} />
        <p>
          <strong>{name}</strong>
          {isMe && <span className="quiet">({translate("staff.you")})</span>}
          {disabledAt !== null && (
            <StatusMark
              tone="resolved"
              label={translate("staff.disabled")}
              icon={<Block fontSize="inherit" aria-hidden />}
            />
          )}
        </p>
        <p className="quiet">{email}</p>
      </Who>
      <p>{translate(`desk.role.${role}`)}</p>
      <p className="quiet">
        {seenAt === null ? (
          translate("staff.never")
        ) : (
          <>
            {translate("staff.columns.seen")} <RelativeTime at={seenAt} style="long" />
          </>
        )}
      </p>
      <Actions>
        <Button onClick={onEdit} disabled={busy} aria-label={translate("staff.edit_label", { name })}>
          {translate("staff.edit")}
        </Button>
        {disabledAt === null ? (
          <Button onClick={onDisable} disabled={busy} aria-label={translate("staff.disable_label", { name })}>
            {translate("staff.disable")}
          </Button>
        ) : (
          <Button onClick={onEnable} disabled={busy} aria-label={translate("staff.enable_label", { name })}>
            {translate("staff.enable")}
          </Button>
        )}
      </Actions>
    </Row>
  );
}
