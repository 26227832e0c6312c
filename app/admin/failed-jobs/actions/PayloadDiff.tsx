import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { stringifyExact } from "~/lib/exact-json";
import type { PayloadChange } from "~/lib/failed-jobs/payload-changes";

const List = styled("ul")({
  border: `1px solid ${token("border")}`,
  borderRadius: 6,
  overflow: "hidden",
  fontFamily: MONO,
  fontSize: "0.75rem",
  lineHeight: "1.25rem",
  overflowWrap: "anywhere",
  "& > li:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
});
const Path = styled("div")({ padding: "3px 10px", color: token("muted"), backgroundColor: token("canvas") });
const Line = styled("div")({
  display: "grid",
  gridTemplateColumns: "20px minmax(0, 1fr)",
  padding: "1px 10px",
  whiteSpace: "pre-wrap",
  "&[data-side='before']": { color: "var(--tone-failed-text)", backgroundColor: "var(--tone-failed-ground)" },
  "&[data-side='after']": {
    color: "var(--tone-complete-text)",
    backgroundColor: "var(--tone-complete-ground)",
  },
});
/** Characters that fit into a line of the form. */
const ONE_LINE_UP_TO = 80;
const HIDDEN = {
  position: "absolute",
  width: 1,
  height: 1,
  overflow: "hidden",
  clipPath: "inset(50%)",
} as const;

/** As JSON: a list of plain values in a line, anything larger indented. */
function asJson(value: unknown): string {
  const line = stringifyExact(value);
  return line.length <= ONE_LINE_UP_TO ? line : stringifyExact(value, 2);
}

/** What was changed in a payload: what it was, what it is, place by place. */
export function PayloadDiff({ changes }: { changes: readonly PayloadChange[] }) {
  const translate = useTranslate();
  if (changes.length === 0)
    return <Box sx={{ color: token("muted") }}>{translate("failed_jobs.acting.payload.same")}</Box>;
  return (
    <List aria-label={translate("failed_jobs.acting.payload.changes")}>
      {changes.map((change) => (
        <li key={change.path}>
          <Path>{change.path}</Path>
          {(["before", "after"] as const).map(
            (side) =>
              side in change && (
                <Line key={side} data-side={side}>
                  <span aria-hidden>{side === "before" ? "−" : "+"}</span>
                  <span>
                    <span style={HIDDEN}>{translate(`failed_jobs.acting.payload.${side}`)} </span>
                    {asJson(change[side])}
                  </span>
                </Line>
              ),
          )}
        </li>
      ))}
    </List>
  );
}
