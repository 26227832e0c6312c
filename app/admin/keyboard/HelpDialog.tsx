import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import { Keys } from "./Keys";
import { SHORTCUT_GROUPS, SHORTCUTS, type ShortcutGroup, type ShortcutId } from "./shortcut-table";

const IDS = Object.keys(SHORTCUTS) as ShortcutId[];

function Group({ group }: { group: ShortcutGroup }) {
  const translate = useTranslate();
  return (
    <section>
      <Box component="h3" sx={{ fontSize: "0.75rem", fontWeight: 600, color: token("muted"), mb: 0.5 }}>
        {translate(`keyboard.groups.${group}`)}
      </Box>
      <Box component="dl">
        {IDS.filter((id) => SHORTCUTS[id].group === group).map((id) => (
          <Box
            key={id}
            sx={{
              display: "flex",
              justifyContent: "space-between",
              alignItems: "center",
              gap: 2,
              minHeight: 28,
            }}
          >
            <dt>{translate(`keyboard.shortcuts.${id}`)}</dt>
            <dd>
              <Keys id={id} />
            </dd>
          </Box>
        ))}
      </Box>
    </section>
  );
}

/** Every key of the desk, from the table that binds them. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const translate = useTranslate();
  const titleId = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 1 }}>
        {translate("keyboard.title")}
      </DialogTitle>
      <DialogContent
        sx={{ display: "grid", gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr" }, gap: "20px 40px" }}
      >
        {SHORTCUT_GROUPS.map((group) => (
          <Group key={group} group={group} />
        ))}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose} autoFocus>
          {translate("desk.close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
