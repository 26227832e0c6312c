import MoreHoriz from "@mui/icons-material/MoreHorizOutlined";
import IconButton from "@mui/material/IconButton";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import type { SavedView } from "~/lib/saved-views/saved-view-schemas";

export type ViewAct = "rename" | "share" | "update" | "delete";

interface ViewMenuProps {
  view: SavedView;
  /** The address shows it already, so there is nothing to save in it. */
  current: boolean;
  onAct: (act: ViewAct) => void;
}

/** What can be done with a saved view by somebody who may. */
export function ViewMenu({ view, current, onAct }: ViewMenuProps) {
  const translate = useTranslate();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const acts: [ViewAct, string][] = [
    ["rename", "rename"],
    ["share", view.shared ? "unshare" : "share"],
    ...(current ? [] : ([["update", "update"]] as [ViewAct, string][])),
    ["delete", "delete"],
  ];
  return (
    <>
      <IconButton
        id={id}
        aria-label={translate("saved_views.actions", { name: view.name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ p: "4px" }}
      >
        <MoreHoriz sx={{ fontSize: "1rem" }} />
      </IconButton>
      <Menu
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        slotProps={{ list: { "aria-labelledby": id, dense: true } }}
      >
        {acts.map(([act, key]) => (
          <MenuItem
            key={act}
            sx={{ fontSize: "0.8125rem" }}
            onClick={() => {
              setAnchor(null);
              onAct(act);
            }}
          >
            {translate(`saved_views.${key}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
