import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

/** One of a few settings of the desk, as icons side by side. */
export const IconChoices = styled("fieldset")({
  display: "inline-flex",
  gap: 2,
  margin: 0,
  padding: 2,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
});

/** One of them. */
export const IconChoice = styled("button")({
  display: "grid",
  placeItems: "center",
  width: 26,
  height: 24,
  padding: 0,
  border: 0,
  borderRadius: 5,
  background: "none",
  color: token("muted"),
  cursor: "pointer",
  "& svg": { fontSize: "0.9375rem" },
  "&:hover": { color: token("text") },
  "&[aria-pressed='true']": { color: token("text"), backgroundColor: token("accentSoft") },
});
