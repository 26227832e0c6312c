import Box from "@mui/material/Box";
import CircularProgress from "@mui/material/CircularProgress";
import { useTranslate } from "react-admin";

/** Nothing is known yet. */
export function LoadingScreen() {
  const translate = useTranslate();
  return (
    <Box
      role="status"
      aria-label={translate("desk.loading")}
      sx={{ minHeight: "100vh", display: "grid", placeItems: "center" }}
    >
      <CircularProgress size={22} aria-hidden />
    </Box>
  );
}
