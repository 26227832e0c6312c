import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { Centered } from "~/admin/components/Centered";
import { LogOutButton } from "./LogOutButton";

/** For whoever is signed in but may not use the desk. @param reason the server's sentence */
export function AccessRefused({ reason }: { reason: string }) {
  const translate = useTranslate();
  return (
    <Box component="main" sx={{ minHeight: "100vh", display: "grid", placeItems: "center" }}>
      <Centered
        tone="failed"
        level={1}
        title={translate("desk.refused.title")}
        text={`${reason} ${translate("desk.refused.text")}`}
        action={<LogOutButton />}
      />
    </Box>
  );
}
