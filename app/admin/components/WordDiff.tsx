import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

const List = styled("dl")({
  display: "grid",
  gridTemplateColumns: "minmax(72px, auto) minmax(0, 1fr)",
  gap: "4px 12px",
  "& dt": { color: token("muted") },
  "& dd": { overflowWrap: "anywhere", whiteSpace: "pre-wrap" },
  "& del, & ins": { padding: "1px 4px", borderRadius: 4 },
  "& del": { color: "var(--tone-failed-text)", backgroundColor: "var(--tone-failed-ground)" },
  "& ins": {
    color: "var(--tone-complete-text)",
    backgroundColor: "var(--tone-complete-ground)",
    textDecoration: "none",
  },
});

interface WordDiffProps {
  label: string;
  changes: readonly { name: string; before: string; after: string }[];
}

/** Words that were changed: what they were, struck out, and what they are. */
export function WordDiff({ label, changes }: WordDiffProps) {
  return (
    <List aria-label={label}>
      {changes.map(({ name, before, after }) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>
            {before !== "" && <del>{before}</del>} {after !== "" && <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </List>
  );
}
