import Close from "@mui/icons-material/CloseOutlined";
import Person from "@mui/icons-material/PersonOutlineOutlined";
import Replay from "@mui/icons-material/ReplayOutlined";
import Snooze from "@mui/icons-material/SnoozeOutlined";
import TaskAlt from "@mui/icons-material/TaskAltOutlined";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/api/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import { type BulkKind, bulkKindSchema } from "~/lib/failed-jobs/bulk-schemas";

const ICONS: Record<BulkKind, typeof Replay> = {
  retry: Replay,
  resolve: TaskAlt,
  assign: Person,
  snooze: Snooze,
};
const REASON_ID = "bulk-toolbar-reason";

const Bar = styled("div")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: "6px 8px",
  flex: 1,
  "& strong": { fontWeight: 600, marginInlineEnd: 4 },
});

interface BulkToolbarProps {
  /** How many are chosen, in words. */
  selected: string;
  /** All that match, in words; null when all are chosen, or nothing else matches. */
  selectAll: string | null;
  onSelectAll: () => void;
  onClear: () => void;
  onAct: (kind: BulkKind) => void;
}

/** What can be done with the chosen failures. */
export function BulkToolbar({ selected, selectAll, onSelectAll, onClear, onAct }: BulkToolbarProps) {
  const translate = useTranslate();
  const { role } = useStaff();
  const refusal = hasRole(role, "agent") ? null : translate("desk.viewer_refusal");
  return (
    <Bar role="toolbar" aria-label={translate("failed_jobs.bulk.toolbar")}>
      <strong role="status">{selected}</strong>
      {selectAll !== null && (
        <Button size="small" variant="text" color="primary" onClick={onSelectAll}>
          {selectAll}
        </Button>
      )}
      {bulkKindSchema.options.map((kind) => {
        const Icon = ICONS[kind];
        return (
          <Tooltip key={kind} title={refusal ?? ""}>
            <span>
              <Button
                startIcon={<Icon />}
                disabled={refusal !== null}
                {...(refusal !== null && { "aria-describedby": REASON_ID })}
                onClick={() => onAct(kind)}
              >
                {translate(`failed_jobs.bulk.action.${kind}`)}
              </Button>
            </span>
          </Tooltip>
        );
      })}
      <Tooltip title={translate("failed_jobs.bulk.clear")}>
        <IconButton aria-label={translate("failed_jobs.bulk.clear")} onClick={onClear} sx={{ p: "6px" }}>
          <Close sx={{ fontSize: "1rem" }} />
        </IconButton>
      </Tooltip>
      {refusal !== null && (
        <span id={REASON_ID} style={{ color: token("muted"), fontSize: "0.75rem" }}>
          {refusal}
        </span>
      )}
    </Bar>
  );
}
