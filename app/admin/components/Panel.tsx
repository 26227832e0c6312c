import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { createContext, type ReactNode, useContext, useId } from "react";
import { token } from "~/admin/theme/tokens";

/** How panels look: as cards on a page, or as parts of one column that is a card itself. */
const LookContext = createContext<"card" | "flat">("card");
export const PanelLook = LookContext.Provider;

/** Around a panel of either look. */
export const PanelFrame = styled("section")({
  minWidth: 0,
  backgroundColor: token("surface"),
  "&[data-look='card']": { border: `1px solid ${token("border")}`, borderRadius: 8 },
  "&[data-look='flat']": { borderTop: `1px solid ${token("border")}` },
});

/** The look that panels have here, and the level of their headings: beside a list the title is a part of the page. */
export function usePanelLook(): { look: "card" | "flat"; heading: "h2" | "h3" } {
  const look = useContext(LookContext);
  return { look, heading: look === "card" ? "h2" : "h3" };
}

interface PanelProps {
  title: string;
  /** Beside the title: a count, a button. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  const { look, heading } = usePanelLook();
  return (
    <PanelFrame aria-labelledby={id} data-look={look}>
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          justifyContent: "space-between",
          gap: 1,
          px: "var(--desk-pad)",
          minHeight: look === "card" ? "var(--desk-head)" : "calc(var(--desk-head) - 4px)",
          ...(look === "card" && { borderBottom: `1px solid ${token("border")}` }),
        }}
      >
        <Box component={heading} id={id} sx={{ m: 0, fontSize: "0.8125rem", fontWeight: 600 }}>
          {title}
        </Box>
        {aside}
      </Box>
      <Box sx={look === "card" ? { p: "var(--desk-pad)" } : { px: "var(--desk-pad)", pb: "var(--desk-pad)" }}>
        {children}
      </Box>
    </PanelFrame>
  );
}
