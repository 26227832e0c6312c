import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { PageFailure } from "~/admin/components/PageFailure";

/** The desk cannot begin: nobody knows who is at it. */
export function FullPageError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const translate = useTranslate();
  return (
    <Box component="main" sx={{ minHeight: "100vh", display: "grid", placeItems: "center" }}>
      <PageFailure error={error} title={translate("desk.errors.page")} onRetry={onRetry} level={1} />
    </Box>
  );
}
