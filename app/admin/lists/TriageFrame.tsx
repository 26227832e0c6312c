import Drawer from "@mui/material/Drawer";
import { styled, type Theme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import type { ReactNode } from "react";
import { token } from "~/admin/theme/tokens";

const SIDE_WIDTH = 216;
/** Below this width of the window a failed job has its page to itself. */
const PANE_FROM = "(min-width: 1200px)";

const Frame = styled("div")(({ theme }) => ({
  display: "flex",
  flexDirection: "column",
  minWidth: 0,
  [theme.breakpoints.up("md")]: {
    display: "grid",
    gridTemplateColumns: "auto minmax(0, 1fr) auto",
    gridTemplateRows: "100vh",
    "@supports (height: 100dvh)": { gridTemplateRows: "100dvh" },
  },
}));

const Side = styled("div")({
  gridColumn: 1,
  width: SIDE_WIDTH,
  overflowY: "auto",
  padding: "16px 10px 20px",
  borderInlineEnd: `1px solid ${token("border")}`,
});

const Middle = styled("div")(({ theme }) => ({
  // Named, since the column before it can be gone.
  gridColumn: 2,
  display: "flex",
  flexDirection: "column",
  minWidth: 0,
  minHeight: 0,
  [theme.breakpoints.down("md")]: { padding: theme.spacing(2.5, 2) },
}));

const Pane = styled("div")({
  gridColumn: 3,
  width: "clamp(400px, 30vw, 620px)",
  minHeight: 0,
  overflowY: "auto",
  borderInlineStart: `1px solid ${token("border")}`,
  backgroundColor: token("surface"),
});

/** Whether the window is wide enough for a failed job beside the list. */
export function usePaneFits(): boolean {
  return useMediaQuery(PANE_FROM, { noSsr: true });
}

/** Whether there is room for a table; else the rows are cards. */
export function useTableFits(): boolean {
  return useMediaQuery((theme: Theme) => theme.breakpoints.up("sm"), { noSsr: true });
}

/** Whether the views and filters have a column beside the list; else they come when they are called. */
export function useSideFits(): boolean {
  return useMediaQuery((theme: Theme) => theme.breakpoints.up("md"), { noSsr: true });
}

interface TriageFrameProps {
  side: ReactNode;
  sideOpen: boolean;
  onSideClose: () => void;
  sideLabel: string;
  pane: ReactNode;
  children: ReactNode;
}

/** Views and filters, the list, and the failed job that is open: each scrolls by itself on a wide window. */
export function TriageFrame({ side, sideOpen, onSideClose, sideLabel, pane, children }: TriageFrameProps) {
  const sideFits = useSideFits();
  return (
    <Frame data-fill>
      {sideFits ? (
        sideOpen && <Side>{side}</Side>
      ) : (
        <Drawer
          open={sideOpen}
          onClose={onSideClose}
          slotProps={{ paper: { "aria-label": sideLabel, sx: { width: 280, p: "8px 10px 20px" } } }}
        >
          {side}
        </Drawer>
      )}
      <Middle>{children}</Middle>
      {pane && <Pane>{pane}</Pane>}
    </Frame>
  );
}
