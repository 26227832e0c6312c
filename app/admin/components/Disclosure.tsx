import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { token } from "~/admin/theme/tokens";

const Details = styled("details")({
  "& > summary": { cursor: "pointer", width: "fit-content", color: token("muted"), fontWeight: 500 },
  "& > summary:hover": { color: token("text") },
  "&[open] > summary": { marginBottom: 8 },
});

/** Something folded away until it is wanted. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Details>
      <summary>{label}</summary>
      {children}
    </Details>
  );
}
