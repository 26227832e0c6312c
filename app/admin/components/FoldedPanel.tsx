import ChevronRight from "@mui/icons-material/ChevronRightOutlined";
import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { type ReactNode, useState } from "react";
import { token } from "~/admin/theme/tokens";
import { PanelFrame, usePanelLook } from "./Panel";

const Summary = styled("summary")({
  display: "flex",
  alignItems: "center",
  gap: 6,
  minHeight: 40,
  padding: "0 16px 0 10px",
  cursor: "pointer",
  listStyle: "none",
  "&::-webkit-details-marker": { display: "none" },
  "& > svg": { fontSize: "1.125rem", color: token("muted"), transition: "transform 120ms" },
  "details[open] > & > svg": { transform: "rotate(90deg)" },
});
const Hint = styled("span")({
  marginInlineStart: "auto",
  paddingInlineStart: 16,
  minWidth: 0,
  overflow: "hidden",
  textOverflow: "ellipsis",
  whiteSpace: "nowrap",
  color: token("muted"),
  "details[open] > summary > &": { display: "none" },
});

interface FoldedPanelProps {
  title: string;
  /** What is in it, in a line, while it is folded. */
  hint?: string | undefined;
  children: ReactNode;
}

/** A titled part of a page that is folded away until it is wanted; its content is made only then. */
export function FoldedPanel({ title, hint, children }: FoldedPanelProps) {
  const { look, heading } = usePanelLook();
  const [open, setOpen] = useState(false);
  return (
    <PanelFrame data-look={look}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <Summary>
          <ChevronRight aria-hidden />
          <Box
            component={heading}
            sx={{ m: 0, fontSize: "0.8125rem", fontWeight: 600, whiteSpace: "nowrap" }}
          >
            {title}
          </Box>
          {hint && <Hint>{hint}</Hint>}
        </Summary>
        {open && <Box sx={{ px: 2, pb: 2, pt: 0.5 }}>{children}</Box>}
      </details>
    </PanelFrame>
  );
}
