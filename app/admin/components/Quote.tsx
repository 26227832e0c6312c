import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

/** What a person, or a machine, wrote: inert, with its line breaks. */
export const Quote = styled("blockquote")({
  margin: "4px 0 0",
  padding: "2px 0 2px 10px",
  borderInlineStart: `2px solid ${token("border")}`,
  color: token("muted"),
  whiteSpace: "pre-wrap",
  overflowWrap: "anywhere",
});
