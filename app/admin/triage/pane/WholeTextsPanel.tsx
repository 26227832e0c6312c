import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Panel } from "~/admin/components/Panel";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { useWholeTexts } from "./use-whole-texts";

const Text = styled("pre")({
  margin: 0,
  padding: 12,
  maxHeight: 480,
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

/** Says that texts of a failure are longer than what is shown, and shows all of them when asked. */
export function WholeTextsPanel({ id }: { id: string }) {
  const translate = useTranslate();
  const { texts, loading, problem, load } = useWholeTexts(id);
  const say = (key: string) => translate(`failed_jobs.pane.${key}`);
  const parts = texts
    ? [
        ["message", texts.error_message],
        ["stack", texts.error_stack],
        ["notes", texts.notes],
      ]
    : [];
  return (
    <Panel title={say("long_texts")}>
      <Box sx={{ display: "grid", gap: 1.25, justifyItems: "start" }}>
        {!texts && <Box sx={{ color: token("muted") }}>{say("texts_cut")}</Box>}
        {parts.map(([name, text]) =>
          text ? (
            <Text key={name} tabIndex={0} role="region" aria-label={say(`text_of.${name}`)}>
              {text}
            </Text>
          ) : null,
        )}
        {!texts && (
          <Button onClick={load} disabled={loading}>
            {say("show_all")}
          </Button>
        )}
        {problem !== null && (
          <Box component="p" role="alert" sx={{ color: "var(--tone-failed-text)" }}>
            {say("not_read")}
          </Box>
        )}
      </Box>
    </Panel>
  );
}
