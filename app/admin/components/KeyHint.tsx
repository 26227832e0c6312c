import { styled } from "@mui/material/styles";
import { SHORTCUTS, type ShortcutId } from "~/admin/keyboard/shortcut-table";
import { token } from "~/admin/theme/tokens";

const Key = styled("kbd")(({ theme }) => ({
  // Twice, since a button gives its icons a size of their own.
  "&&": { fontSize: "0.6875rem" },
  minWidth: 18,
  height: 18,
  padding: "0 4px",
  display: "inline-grid",
  placeItems: "center",
  border: "1px solid currentColor",
  borderColor: `color-mix(in srgb, currentColor 28%, transparent)`,
  borderRadius: 4,
  fontFamily: "inherit",
  fontWeight: 400,
  lineHeight: 1,
  color: token("muted"),
  // Where there is hardly a keyboard, or no room.
  "@media (hover: none)": { display: "none" },
  [theme.breakpoints.down("sm")]: { display: "none" },
  ".MuiButton-contained &": { color: "inherit" },
}));

/** A key as keyboards have it printed: "Shift+R" is "⇧R". */
function printed(keys: string): string {
  return keys
    .split("+")
    .map((key) => (key === "Shift" ? "⇧" : key === "$mod" ? "⌘" : key.length === 1 ? key.toUpperCase() : key))
    .join("");
}

/** The keys of a shortcut as aria-keyshortcuts names them. */
export function ariaKeys(id: ShortcutId): string {
  return SHORTCUTS[id].keys[0].toUpperCase().replace("SHIFT", "Shift").replace("$MOD", "Control");
}

/** The key that does the same, small, for those who look for it. Screen readers hear it from aria-keyshortcuts. */
export function KeyHint({ id }: { id: ShortcutId }) {
  return <Key aria-hidden>{printed(SHORTCUTS[id].keys[0])}</Key>;
}
