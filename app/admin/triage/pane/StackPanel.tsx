import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useMemo } from "react";
import { useTranslate } from "react-admin";
import { CopyButton } from "~/admin/components/CopyButton";
import { Disclosure } from "~/admin/components/Disclosure";
import { FoldedPanel } from "~/admin/components/FoldedPanel";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { parseStack, type StackFrame } from "./stack-frames";

const Code = styled("pre")({
  margin: 0,
  padding: 12,
  maxHeight: 360,
  overflow: "auto",
  fontFamily: MONO,
  fontSize: "0.75rem",
  lineHeight: "1.25rem",
  whiteSpace: "pre-wrap",
  overflowWrap: "anywhere",
  borderRadius: 6,
  border: `1px solid ${token("border")}`,
  backgroundColor: token("canvas"),
});

function Frames({ frames, label }: { frames: readonly StackFrame[]; label: string }) {
  return (
    <Code tabIndex={0} role="region" aria-label={label}>
      {frames.map(({ text }) => text).join("\n")}
    </Code>
  );
}

/** Where in the code it failed: our own frames first, those of libraries folded away. */
export function StackPanel({ stack }: { stack: string | null }) {
  const translate = useTranslate();
  const { head, frames } = useMemo(() => parseStack(stack ?? ""), [stack]);
  const ours = frames.filter(({ inApp }) => inApp);
  const others = frames.filter(({ inApp }) => !inApp);
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`failed_jobs.pane.${key}`, options);
  if (stack === null)
    return (
      <FoldedPanel title={translate("failed_jobs.sections.stack")}>
        <Box sx={{ color: token("muted") }}>{translate("failed_jobs.no_stack")}</Box>
      </FoldedPanel>
    );
  return (
    <FoldedPanel title={translate("failed_jobs.sections.stack")} hint={ours[0]?.text}>
      <Box sx={{ display: "grid", gap: 1.25 }}>
        {head !== "" && (
          <Box
            component="p"
            sx={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap", fontFamily: MONO, fontSize: "0.75rem" }}
          >
            {head}
          </Box>
        )}
        {ours.length > 0 && <Frames frames={ours} label={say("our_frames")} />}
        {others.length > 0 && (
          <Disclosure label={say("other_frames", { smart_count: others.length })}>
            <Frames frames={others} label={say("other_frames", { smart_count: others.length })} />
          </Disclosure>
        )}
        <Box>
          <CopyButton
            value={() => stack}
            text={translate("desk.copy.value")}
            label={`${translate("desk.copy.value")}: ${translate("failed_jobs.sections.stack")}`}
          />
        </Box>
      </Box>
    </FoldedPanel>
  );
}
