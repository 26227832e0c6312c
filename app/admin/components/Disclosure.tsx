import { styled } from "@mui/material/styles";
import { type ReactNode, useState } from "react";
import { token } from "~/admin/theme/tokens";

const Details = styled("details")({
  "& > summary": { cursor: "pointer", width: "fit-content", color: token("muted"), fontWeight: 500 },
  "& > summary:hover": { color: token("text") },
  "&[open] > summary": { marginBottom: 8 },
});

interface DisclosureProps {
  label: string;
  /** Unfolded at first. */
  open?: boolean;
  children: ReactNode;
}

/** Something folded away until it is wanted. */
export function Disclosure({ label, open: openAtFirst = false, children }: DisclosureProps) {
  const [open, setOpen] = useState(openAtFirst);
  return (
    <Details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {children}
    </Details>
  );
}
