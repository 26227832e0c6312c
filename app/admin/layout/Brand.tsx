import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";

/** The name, with the sign that tells a musician to play it again. */
export function Brand() {
  const translate = useTranslate();
  return (
    <Box
      sx={{
        display: "flex",
        alignItems: "center",
        gap: 1,
        fontSize: "0.9375rem",
        fontWeight: 650,
        letterSpacing: "-0.01em",
      }}
    >
      <Box
        component="svg"
        viewBox="0 0 20 20"
        aria-hidden
        sx={{ width: 20, height: 20, fill: token("accent"), flexShrink: 0 }}
      >
        <circle cx="4.5" cy="7.5" r="1.75" />
        <circle cx="4.5" cy="12.5" r="1.75" />
        <rect x="9" y="2" width="1.5" height="16" rx="0.5" />
        <rect x="13" y="2" width="4" height="16" rx="1" />
      </Box>
      {translate("desk.product")}
    </Box>
  );
}
