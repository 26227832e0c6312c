import WarningAmber from "@mui/icons-material/WarningAmberOutlined";
import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { type Tone, toneStyle } from "~/admin/theme/tokens";
import { ToneIcon } from "./StatusMark";

const Frame = styled("div")({
  display: "flex",
  gap: 8,
  padding: "8px 12px",
  border: "1px solid",
  borderRadius: 6,
  overflowWrap: "anywhere",
  "& > svg": { fontSize: "1.125rem", marginTop: 1, flexShrink: 0 },
});

/** A sentence that must be noticed; amber is a warning here. @param live says it to screen readers as soon as it appears */
export function Message({
  tone,
  live = false,
  children,
}: {
  tone: Tone;
  live?: boolean;
  children: ReactNode;
}) {
  return (
    <Frame style={toneStyle(tone)} {...(live && { role: tone === "failed" ? "alert" : "status" })}>
      {tone === "retrying" ? <WarningAmber fontSize="inherit" aria-hidden /> : <ToneIcon tone={tone} />}
      <div>{children}</div>
    </Frame>
  );
}
