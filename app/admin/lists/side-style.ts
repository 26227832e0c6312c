import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

/** The title of a part of the column beside the list. */
export const SideTitle = styled("h2")({
  padding: "0 8px",
  margin: "14px 0 4px",
  fontSize: "0.75rem",
  fontWeight: 500,
  color: token("muted"),
});

/** Links one under the other, each with what belongs to it at the end. */
export const SideList = styled("ul")({
  "& > li": { display: "flex", alignItems: "center", minWidth: 0 },
  "& a": {
    flex: 1,
    minWidth: 0,
    display: "flex",
    alignItems: "center",
    gap: 8,
    minHeight: 28,
    padding: "0 8px",
    borderRadius: 6,
    color: token("text"),
    textDecoration: "none",
  },
  "& a > span": { flex: 1, overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  "& a:hover": { backgroundColor: token("hover") },
  "& a[aria-current]": { backgroundColor: token("accentSoft"), fontWeight: 500 },
  "& small": { fontSize: "0.75rem", color: token("muted"), fontWeight: 400 },
});
