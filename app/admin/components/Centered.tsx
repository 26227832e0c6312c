import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { type Tone, token, toneStyle } from "~/admin/theme/tokens";
import { ToneIcon } from "./StatusMark";

const Disc = styled("div")({
  width: 44,
  height: 44,
  display: "grid",
  placeItems: "center",
  border: "1px solid",
  borderRadius: 22,
  fontSize: "1.375rem",
});

interface CenteredProps {
  tone: Tone;
  /** What says more than the icon of the tone. */
  icon?: ReactNode;
  title: string;
  text: string;
  /** What to do about it. */
  action?: ReactNode;
  /** The title's level: 1 when it is all that the page has. */
  level?: 1 | 2;
}

/** A page, or a part of one, that has nothing else to show: why, and what to do. */
export function Centered({ tone, icon, title, text, action, level = 2 }: CenteredProps) {
  return (
    <Box
      sx={{
        display: "grid",
        justifyItems: "center",
        textAlign: "center",
        gap: 1.5,
        px: 2,
        py: { xs: 6, sm: 9 },
      }}
    >
      <Disc style={toneStyle(tone)}>{icon ?? <ToneIcon tone={tone} />}</Disc>
      <Box
        component={level === 1 ? "h1" : "h2"}
        sx={{ fontSize: "1rem", fontWeight: 600, lineHeight: 1.5, m: 0 }}
      >
        {title}
      </Box>
      <Box component="p" sx={{ color: token("muted"), maxWidth: "52ch", textWrap: "balance" }}>
        {text}
      </Box>
      {action}
    </Box>
  );
}
