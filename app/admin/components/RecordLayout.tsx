import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";

const Layout = styled("div")(({ theme }) => ({
  display: "grid",
  gap: "var(--desk-gap)",
  alignItems: "start",
  gridTemplateColumns: "minmax(0, 1fr)",
  [theme.breakpoints.up("md")]: {
    gridTemplateColumns: "minmax(0, 1fr) 336px",
    gridTemplateRows: "auto 1fr",
    gridTemplateAreas: '"top side" "rest side"',
  },
}));

const Stack = styled("div")(({ theme }) => ({
  display: "grid",
  gap: "var(--desk-gap)",
  minWidth: 0,
  [theme.breakpoints.up("md")]: {
    "&[data-area='top']": { gridArea: "top" },
    "&[data-area='side']": { gridArea: "side" },
    "&[data-area='rest']": { gridArea: "rest" },
  },
}));

interface RecordLayoutProps {
  /** What matters most. */
  top: ReactNode;
  /** Beside it on a wide window, after it on a narrow one. */
  side: ReactNode;
  children: ReactNode;
}

/** A record's page: what matters, what can be done, the rest; read in this order whatever the width. */
export function RecordLayout({ top, side, children }: RecordLayoutProps) {
  return (
    <Layout>
      <Stack data-area="top">{top}</Stack>
      <Stack data-area="side">{side}</Stack>
      <Stack data-area="rest">{children}</Stack>
    </Layout>
  );
}
