import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import { useTranslate } from "react-admin";

/** The outline of a record's page while it is loaded. */
export function PageSkeleton() {
  const translate = useTranslate();
  return (
    <Box role="status" aria-label={translate("desk.loading")}>
      <Skeleton width={120} />
      <Skeleton width="min(420px, 80%)" height={36} />
      <Skeleton width={220} sx={{ mb: 3 }} />
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { md: "minmax(0, 1fr) 320px" } }}>
        <Skeleton variant="rounded" height={320} />
        <Skeleton variant="rounded" height={220} />
      </Box>
    </Box>
  );
}
