import { styled } from "@mui/material/styles";
import { Command } from "cmdk";
import { token } from "~/admin/theme/tokens";

/** The looks of the palette; cmdk brings the behaviour and none of its own. */
export const PaletteFrame = styled(Command)(({ theme }) => ({
  display: "flex",
  flexDirection: "column",
  minHeight: 0,
  "& > [role=status]": { padding: "0 18px", color: token("muted"), "&:not(:empty)": { paddingTop: 10 } },
  "& [cmdk-list]": { overflowY: "auto", maxHeight: "min(60vh, 460px)", padding: 8 },
  "& [cmdk-group-heading]": {
    padding: "8px 10px 4px",
    fontSize: "0.75rem",
    fontWeight: 600,
    color: token("muted"),
  },
  "& [cmdk-item]": {
    display: "flex",
    alignItems: "center",
    gap: 12,
    minHeight: 36,
    padding: "4px 10px",
    borderRadius: 6,
    cursor: "pointer",
    "& > span:first-of-type": { marginInlineEnd: "auto", minWidth: 0 },
    "& em": { display: "block", fontStyle: "normal", color: token("muted") },
    "& > span:first-of-type, & em": { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
    "& small": { flexShrink: 0, minWidth: 64, fontSize: "0.75rem", color: token("muted") },
    "& span ~ small": { minWidth: 0 },
    "&[data-selected='true']": { backgroundColor: token("accentSoft") },
    // What kind of thing it is has a line of its own where there is no room beside it.
    [theme.breakpoints.down("sm")]: {
      flexWrap: "wrap",
      gap: "0 12px",
      "& > small:first-of-type:not(:last-child)": { flexBasis: "100%" },
      "& > span:first-of-type": { flex: "1 1 0" },
    },
  },
}));
