import Close from "@mui/icons-material/CloseOutlined";
import Search from "@mui/icons-material/SearchOutlined";
import IconButton from "@mui/material/IconButton";
import InputAdornment from "@mui/material/InputAdornment";
import OutlinedInput from "@mui/material/OutlinedInput";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslate } from "react-admin";

/** So long after the last key a search begins: shorter than a pause for thought, longer than one between keys. */
const PAUSE_MS = 300;

interface SearchFieldProps {
  /** What the address says. */
  value: string;
  label: string;
  /** The input itself, for a key that leads to it. */
  field?: RefObject<HTMLInputElement | null>;
  onChange: (value: string) => void;
}

/** A search that starts by itself when the typing stops, and at once on Enter. */
export function SearchField({ value, label, field, onChange }: SearchFieldProps) {
  const translate = useTranslate();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  // The address changed by other means: a link, the Back button, a cleared filter.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);

  const ask = (text: string) => {
    const next = text.trim();
    if (next === asked.current) return;
    asked.current = next;
    onChange(next);
  };
  const latestAsk = useRef(ask);
  latestAsk.current = ask;
  useEffect(() => {
    const timer = setTimeout(() => latestAsk.current(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  const clear = () => {
    setTyped("");
    ask("");
  };
  return (
    <form
      style={{ flex: "1 1 260px", maxWidth: 380 }}
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed);
      }}
    >
      <OutlinedInput
        fullWidth
        size="small"
        {...(field && { inputRef: field })}
        value={typed}
        placeholder={label}
        onChange={(event) => setTyped(event.target.value)}
        inputProps={{ "aria-label": label, maxLength: 200, enterKeyHint: "search", autoComplete: "off" }}
        sx={{ height: 34, paddingInline: "10px 4px" }}
        startAdornment={
          <InputAdornment position="start" sx={{ m: 0, marginInlineEnd: "6px" }}>
            <Search sx={{ fontSize: "1.0625rem" }} aria-hidden />
          </InputAdornment>
        }
        endAdornment={
          typed && (
            <IconButton onClick={clear} aria-label={translate("desk.search.clear")} sx={{ p: "4px" }}>
              <Close sx={{ fontSize: "1rem" }} />
            </IconButton>
          )
        }
      />
    </form>
  );
}
