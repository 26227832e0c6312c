import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";

/** Levels that are open at first: the envelope of an event and its data. */
const OPEN_LEVELS = 2;
/** More entries, or characters of a text, are shown on request: a payload may have 600 KiB. */
const ENTRIES_AT_ONCE = 100;
const CHARACTERS_AT_ONCE = 300;

const Code = styled("div")({
  fontFamily: MONO,
  fontSize: "0.75rem",
  lineHeight: "1.25rem",
  overflowWrap: "anywhere",
  "& ul": { paddingLeft: 18, borderLeft: `1px solid ${token("border")}`, marginLeft: 4 },
  "& summary": { cursor: "pointer", width: "fit-content" },
});
const Name = styled("span")({ color: token("muted") });
const Dim = styled("span")({ color: token("muted"), fontStyle: "italic" });

function Text({ value }: { value: string }) {
  const translate = useTranslate();
  const [whole, setWhole] = useState(false);
  const cut = !whole && value.length > CHARACTERS_AT_ONCE;
  return (
    <>
      <span style={{ whiteSpace: "pre-wrap" }}>
        {JSON.stringify(cut ? value.slice(0, CHARACTERS_AT_ONCE) : value)}
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
  const [open, setOpen] = useState(level < OPEN_LEVELS);
  const [shown, setShown] = useState(ENTRIES_AT_ONCE);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  const count = translate(isArray ? "desk.json.items" : "desk.json.entries", { smart_count: entries.length });
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name !== null && <Name>{name}: </Name>}
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
  if (typeof value === "object" && value !== null) return <Branch value={value} name={name} level={level} />;
  return (
    <>
      {name !== null && <Name>{name}: </Name>}
      {typeof value === "string" ? <Text value={value} /> : <span>{String(value)}</span>}
    </>
  );
}

/** Any JSON as a tree of inert text that opens and closes. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <Box component={Code}>
      <Node value={value} name={null} level={0} />
    </Box>
  );
}
