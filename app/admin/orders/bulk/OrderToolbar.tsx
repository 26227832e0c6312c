import Close from "@mui/icons-material/CloseOutlined";
import LibraryAdd from "@mui/icons-material/LibraryAddOutlined";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/api/SessionGate";
import type { ListSelection } from "~/admin/failed-jobs/list/use-list-selection";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";

const Bar = styled("div")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: "6px 8px",
  "& strong": { fontWeight: 600, marginInlineEnd: 4 },
  "& > span:last-of-type": { color: token("muted"), fontSize: "0.75rem" },
});

interface OrderToolbarProps {
  selection: ListSelection;
  /** Some of those that match are not loaded. */
  hasMore: boolean;
  onGenerate: () => void;
}

/** What is chosen, all that match included, and what can be done with it. */
export function OrderToolbar({ selection, hasMore, onGenerate }: OrderToolbarProps) {
  const translate = useTranslate();
  const reasonId = useId();
  const { role } = useStaff();
  const refused = !hasRole(role, "agent");
  return (
    <Bar role="toolbar" aria-label={translate("order_list.bulk.toolbar")}>
      <strong role="status">
        {selection.size === null
          ? translate("order_list.bulk.selected_all")
          : translate("order_list.bulk.selected", { count: formatCount(selection.size) })}
      </strong>
      {selection.size !== null && selection.extent === "all" && hasMore && (
        <Button size="small" variant="text" color="primary" onClick={selection.selectEverything}>
          {translate("order_list.bulk.select_all")}
        </Button>
      )}
      <Button
        startIcon={<LibraryAdd />}
        disabled={refused}
        {...(refused && { "aria-describedby": reasonId })}
        onClick={onGenerate}
      >
        {translate("order_list.bulk.generate")}
      </Button>
      <Tooltip title={translate("order_list.bulk.clear")}>
        <IconButton
          aria-label={translate("order_list.bulk.clear")}
          onClick={selection.clear}
          sx={{ p: "6px" }}
        >
          <Close sx={{ fontSize: "1rem" }} />
        </IconButton>
      </Tooltip>
      {refused && <span id={reasonId}>{translate("desk.viewer_refusal")}</span>}
    </Bar>
  );
}
