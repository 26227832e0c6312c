import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { type ReactNode, useId } from "react";
import { token } from "~/admin/theme/tokens";

const Frame = styled("section")({
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
  minWidth: 0,
});

interface PanelProps {
  title: string;
  /** Beside the title: a count, a button. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <Frame aria-labelledby={id}>
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          justifyContent: "space-between",
          gap: 1,
          px: 2,
          minHeight: 44,
          borderBottom: `1px solid ${token("border")}`,
        }}
      >
        <Box component="h2" id={id} sx={{ m: 0, fontSize: "0.8125rem", fontWeight: 600 }}>
          {title}
        </Box>
        {aside}
      </Box>
      <Box sx={{ p: 2 }}>{children}</Box>
    </Frame>
  );
}
