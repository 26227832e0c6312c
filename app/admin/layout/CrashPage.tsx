import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Centered } from "~/admin/components/Centered";

/** A defect of the desk itself. */
export function CrashPage() {
  const translate = useTranslate();
  return (
    <Box component="main" role="alert" sx={{ minHeight: "100vh", display: "grid", placeItems: "center" }}>
      <Centered
        tone="failed"
        level={1}
        title={translate("desk.errors.crash_title")}
        text={translate("desk.errors.crash_text")}
        action={<Button onClick={() => window.location.reload()}>{translate("desk.reload")}</Button>}
      />
    </Box>
  );
}
