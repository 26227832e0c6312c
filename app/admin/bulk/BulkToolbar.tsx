import Close from "@mui/icons-material/CloseOutlined";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { formatCount } from "~/admin/i18n/formats";
import type { ListSelection } from "~/admin/lists/use-list-selection";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { BulkKind } from "~/lib/bulk/bulk-schemas";
import { KINDS } from "./kinds";

const Bar = styled("div")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: "6px 8px",
  flex: 1,
  "& strong": { fontWeight: 600, marginInlineEnd: 4 },
});

interface BulkToolbarProps<K extends BulkKind> {
  /** What can be done; all of these act on the same kind of rows. */
  kinds: readonly [K, ...K[]];
  selection: ListSelection;
  /** How many rows match the list's filter, in words; null where nobody counts them. */
  matching: string | null;
  /** Some of those are not loaded. */
  hasMore: boolean;
  onAct: (kind: K) => void;
}

/** What is chosen in a list, all that match included, and what can be done with it. */
export function BulkToolbar<K extends BulkKind>(props: BulkToolbarProps<K>) {
  const { kinds, selection, matching, hasMore, onAct } = props;
  const translate = useTranslate();
  const reasonId = useId();
  const { role } = useStaff();
  const { size } = selection;
  const refusal = hasRole(role, "agent") ? null : translate("desk.viewer_refusal");
  const ofAll = (key: "selected" | "select") =>
    matching === null
      ? translate(`bulk.${key}_everything`)
      : translate(`bulk.${key}_all`, { count: matching });
  return (
    <Bar role="toolbar" aria-label={translate(`bulk.toolbar.${KINDS[kinds[0]].of}`)}>
      <strong role="status">
        {size === null
          ? ofAll("selected")
          : translate("bulk.selected", { smart_count: size, count: formatCount(size) })}
      </strong>
      {size !== null && selection.extent === "all" && hasMore && (
        <Button size="small" variant="text" color="primary" onClick={selection.selectEverything}>
          {ofAll("select")}
        </Button>
      )}
      {kinds.map((kind) => {
        const { Icon } = KINDS[kind];
        return (
          <Tooltip key={kind} title={refusal ?? ""}>
            <span>
              <Button
                startIcon={<Icon />}
                disabled={refusal !== null}
                {...(refusal !== null && { "aria-describedby": reasonId })}
                onClick={() => onAct(kind)}
              >
                {translate(`bulk.action.${kind}`)}
              </Button>
            </span>
          </Tooltip>
        );
      })}
      <Tooltip title={translate("bulk.clear")}>
        <IconButton aria-label={translate("bulk.clear")} onClick={selection.clear} sx={{ p: "6px" }}>
          <Close sx={{ fontSize: "1rem" }} />
        </IconButton>
      </Tooltip>
      {refusal !== null && (
        <span id={reasonId} style={{ color: token("muted"), fontSize: "0.75rem" }}>
          {refusal}
        </span>
      )}
    </Bar>
  );
}
