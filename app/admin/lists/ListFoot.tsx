import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

/** Below a list: how many rows are shown, and the way to others. */
export const ListFoot = styled("div")(({ theme }) => ({
  flexShrink: 0,
  [theme.breakpoints.up("md")]: {
    padding: theme.spacing(0, 2, 1),
    borderTop: `1px solid ${token("border")}`,
  },
}));
