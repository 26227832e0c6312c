import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { SEARCH_KEYS } from "~/lib/failed-jobs/search-query";
import type { Completion } from "./search-completion";

const List = styled("div")({
  position: "absolute",
  zIndex: 20,
  insetInlineStart: 0,
  insetInlineEnd: 0,
  top: "calc(100% + 4px)",
  maxHeight: 340,
  overflowY: "auto",
  padding: 4,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
  boxShadow: "0 10px 32px rgb(0 0 0 / 0.18)",
  "&:empty": { display: "none" },
  "& > div": {
    display: "flex",
    gap: 10,
    alignItems: "baseline",
    padding: "4px 8px",
    borderRadius: 5,
    cursor: "pointer",
    whiteSpace: "nowrap",
  },
  "& > div[aria-selected=true], & > div:hover": { backgroundColor: token("accentSoft") },
  "& code": { fontFamily: MONO, fontSize: "0.75rem" },
  "& small": { color: token("muted"), fontSize: "0.75rem", overflow: "hidden", textOverflow: "ellipsis" },
});

interface SearchCompletionsProps {
  id: string;
  completions: readonly Completion[];
  /** Index of the one that the keys have come to; -1 for none. */
  chosen: number;
  onTake: (completion: Completion) => void;
}

/** How a search can go on, under its field, which keeps the focus. */
export function SearchCompletions({ id, completions, chosen, onTake }: SearchCompletionsProps) {
  const translate = useTranslate();
  return (
    <List
      id={id}
      role="listbox"
      aria-label={translate("failed_jobs.list.search.suggestions")}
      // The field keeps the focus, also when one is clicked.
      onMouseDown={(event) => event.preventDefault()}
    >
      {completions.map((completion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant.
        <div
          key={completion.label}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          onClick={() => onTake(completion)}
        >
          <code>{completion.label}</code>
          {completion.label.endsWith(":") && (
            <small>
              {translate(`failed_jobs.list.search.keys.${completion.key}`)},{" "}
              {`${completion.key}:${SEARCH_KEYS[completion.key].example}`}
            </small>
          )}
        </div>
      ))}
    </List>
  );
}
