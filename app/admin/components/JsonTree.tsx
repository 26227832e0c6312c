import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import { useTranslate } from "react-admin";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { cutText } from "~/lib/cut-text";
import { isBranch } from "~/lib/json-nodes";
import { findInJson, splitAround } from "./json-search";

/** Levels that are open at first: the envelope of an event and its data. */
const OPEN_LEVELS = 2;

/** What is looked for, and the branches that lead to it. */
interface Search {
  text: string;
  within: ReadonlySet<object>;
}
const SearchContext = createContext<Search>({ text: "", within: new Set() });
/** More entries, or characters of a text, are shown on request: a payload may have 600 KiB. */
const ENTRIES_AT_ONCE = 100;
const CHARACTERS_AT_ONCE = 300;

const Code = styled("div")({
  fontFamily: MONO,
  fontSize: "0.75rem",
  lineHeight: "1.25rem",
  overflowWrap: "anywhere",
  "& ul": { paddingInlineStart: 18, borderInlineStart: `1px solid ${token("border")}`, marginInlineStart: 4 },
  "& summary": { cursor: "pointer", width: "fit-content" },
});
const Name = styled("span")({ color: token("muted") });
const Found = styled("mark")({
  color: "inherit",
  borderRadius: 2,
  backgroundColor: "var(--tone-retrying-border)",
});

/** A text with what is looked for marked in it. */
function Marked({ children }: { children: string }) {
  const { text } = useContext(SearchContext);
  // Every second piece is what is looked for, so a piece's place says what it is.
  return splitAround(children, text).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have nothing but their place
    index % 2 === 1 ? <Found key={index}>{piece}</Found> : piece,
  );
}
const Dim = styled("span")({ color: token("muted"), fontStyle: "italic" });

function Text({ value }: { value: string }) {
  const translate = useTranslate();
  const [whole, setWhole] = useState(false);
  const cut = !whole && value.length > CHARACTERS_AT_ONCE;
  return (
    <>
      <span style={{ whiteSpace: "pre-wrap" }}>
        <Marked>{JSON.stringify(cut ? cutText(value, CHARACTERS_AT_ONCE) : value)}</Marked>
      </span>
      {cut && (
        <Button variant="text" onClick={() => setWhole(true)}>
          {translate("desk.json.rest", { count: value.length })}
        </Button>
      )}
    </>
  );
}

function Branch({ value, name, level }: { value: object; name: string | null; level: number }) {
  const translate = useTranslate();
  const { within } = useContext(SearchContext);
  const [open, setOpen] = useState(level < OPEN_LEVELS);
  const found = within.has(value);
  useEffect(() => {
    if (found) setOpen(true);
  }, [found]);
  const [shown, setShown] = useState(ENTRIES_AT_ONCE);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  const count = translate(isArray ? "desk.json.items" : "desk.json.entries", { smart_count: entries.length });
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name !== null && (
          <Name>
            <Marked>{name}</Marked>:{" "}
          </Name>
        )}
        {isArray ? "[ ]" : "{ }"} <Dim>{count}</Dim>
      </summary>
      {open && (
        <ul>
          {entries.slice(0, shown).map(([key, entry]) => (
            <li key={key}>
              <Node value={entry} name={key} level={level + 1} />
            </li>
          ))}
          {entries.length > shown && (
            <li>
              <Button variant="text" onClick={() => setShown(shown + ENTRIES_AT_ONCE)}>
                {translate("desk.json.more", { count: Math.min(ENTRIES_AT_ONCE, entries.length - shown) })}
              </Button>
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

function Node({ value, name, level }: { value: unknown; name: string | null; level: number }) {
  if (isBranch(value)) return <Branch value={value} name={name} level={level} />;
  return (
    <>
      {name !== null && (
        <Name>
          <Marked>{name}</Marked>:{" "}
        </Name>
      )}
      {typeof value === "string" ? (
        <Text value={value} />
      ) : (
        <span>
          <Marked>{String(value)}</Marked>
        </span>
      )}
    </>
  );
}

interface JsonTreeProps {
  value: unknown;
  /** What is looked for in it: marked, and in sight. */
  search?: string;
}

/** Any JSON as a tree of inert text that opens and closes. */
export function JsonTree({ value, search = "" }: JsonTreeProps) {
  const translate = useTranslate();
  const { within, places } = useMemo(() => findInJson(value, search), [value, search]);
  const context = useMemo(() => ({ text: search, within }), [search, within]);
  return (
    <SearchContext.Provider value={context}>
      {search.trim() !== "" && (
        <Box component="p" role="status" sx={{ color: token("muted"), mb: 0.5 }}>
          {places === 0
            ? translate("desk.json.not_found")
            : translate("desk.json.found", { smart_count: places })}
        </Box>
      )}
      <Box component={Code}>
        <Node value={value} name={null} level={0} />
      </Box>
    </SearchContext.Provider>
  );
}
