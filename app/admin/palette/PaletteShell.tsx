import Dialog from "@mui/material/Dialog";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";

/** The window of the palette, with the looks of its field: the same while its code comes and when it is there. */
const Window = styled(Dialog)(({ theme }) => ({
  "& .MuiDialog-container": { alignItems: "flex-start", paddingTop: "8vh" },
  "& .MuiDialog-paper": { margin: 32, width: "calc(100% - 64px)" },
  "& input": {
    border: 0,
    borderBottom: `1px solid ${token("border")}`,
    padding: "16px 18px",
    font: "inherit",
    fontSize: "1rem",
    color: token("text"),
    background: "none",
    outline: "none",
    "&::placeholder": { color: token("muted") },
  },
  [theme.breakpoints.down("sm")]: {
    "& .MuiDialog-container": { paddingTop: 0 },
    "& .MuiDialog-paper": { margin: 12, width: "calc(100% - 24px)" },
  },
}));

/** What the palette stands in. */
export function PaletteShell({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  const translate = useTranslate();
  return (
    <Window open onClose={onClose} aria-label={translate("palette.label")} fullWidth maxWidth="sm">
      {children}
    </Window>
  );
}
