import Close from "@mui/icons-material/CloseOutlined";
import Search from "@mui/icons-material/SearchOutlined";
import FormHelperText from "@mui/material/FormHelperText";
import IconButton from "@mui/material/IconButton";
import InputAdornment from "@mui/material/InputAdornment";
import OutlinedInput from "@mui/material/OutlinedInput";
import { styled } from "@mui/material/styles";
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { inWords } from "~/admin/i18n/in-words";
import { useStaff } from "~/admin/session/SessionGate";
import { parseSearch } from "~/lib/failed-jobs/search-query";
import { seesPersonalData } from "~/lib/personal-data";
import { SearchCompletions } from "./SearchCompletions";
import { type Completion, completionsOf, type KnownValues } from "./search-completion";

/** So long after the last key a search begins: shorter than a pause for thought, longer than one between keys. */
const PAUSE_MS = 300;

const Form = styled("form")(({ theme }) => ({
  position: "relative",
  flex: "1 1 240px",
  maxWidth: 460,
  [theme.breakpoints.down("sm")]: { flexBasis: "100%", maxWidth: "none" },
}));

interface SearchBoxProps {
  /** What the address says. */
  value: string;
  known: KnownValues;
  field: RefObject<HTMLInputElement | null>;
  onChange: (value: string) => void;
}

/**
 * A search that starts by itself when the typing stops, and at once on Enter; it completes keys and values. One that
 * is wrong is not started: what is wrong is said beneath it.
 */
export function SearchBox({ value, known, field, onChange }: SearchBoxProps) {
  const translate = useTranslate();
  const id = useId();
  const [typed, setTyped] = useState(value);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const asked = useRef(value);
  // The address changed by other means: a link, the Back button, a closed chip.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  const masked = !seesPersonalData(useStaff().role);
  const { problems } = parseSearch(typed, masked);
  const completions = open ? completionsOf(typed, caret, known) : [];

  const ask = (text: string) => {
    const next = text.trim();
    if (next === asked.current || parseSearch(next, masked).problems.length > 0) return;
    asked.current = next;
    onChange(next);
  };
  const latestAsk = useRef(ask);
  latestAsk.current = ask;
  useEffect(() => {
    const timer = setTimeout(() => latestAsk.current(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  const nextCaret = useRef<number | null>(null);
  useEffect(() => {
    if (nextCaret.current === null || typed === "") return;
    field.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  }, [typed, field]);
  const take = (completion: Completion) => {
    setTyped(completion.text);
    setCaret(completion.caret);
    nextCaret.current = completion.caret;
    setChosen(-1);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = completions.length;
    const option = completions[chosen];
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      if (!open) setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are: none of them, where the typing goes on.
      if (count > 0) setChosen((current) => ((current + 1 + step + count + 1) % (count + 1)) - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && option) take(option);
    else if (event.key === "Escape" && (open || typed === "")) {
      setOpen(false);
      setChosen(-1);
      if (!open) field.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const listId = `${id}-list`;
  const wrongId = `${id}-wrong`;
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed);
        setOpen(false);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <OutlinedInput
        fullWidth
        size="small"
        inputRef={field}
        value={typed}
        placeholder={translate(`failed_jobs.list.search.${masked ? "label_masked" : "label"}`)}
        error={problems.length > 0}
        onChange={(event) => {
          setTyped(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setOpen(true);
          setChosen(-1);
        }}
        onSelect={(event) => setCaret((event.target as HTMLInputElement).selectionStart ?? 0)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        inputProps={{
          role: "combobox",
          "aria-label": translate(`failed_jobs.list.search.${masked ? "label_masked" : "label"}`),
          "aria-autocomplete": "list",
          "aria-expanded": completions.length > 0,
          "aria-controls": listId,
          ...(completions[chosen] && { "aria-activedescendant": `${listId}-${chosen}` }),
          ...(problems.length > 0 && { "aria-describedby": wrongId }),
          maxLength: 200,
          enterKeyHint: "search",
          autoComplete: "off",
          spellCheck: false,
        }}
        sx={{ height: 32, paddingInline: "10px 4px" }}
        startAdornment={
          <InputAdornment position="start" sx={{ m: 0, marginInlineEnd: "6px" }}>
            <Search sx={{ fontSize: "1.0625rem" }} aria-hidden />
          </InputAdornment>
        }
        endAdornment={
          typed && (
            <IconButton
              aria-label={translate("desk.search.clear")}
              sx={{ p: "4px" }}
              onClick={() => {
                setTyped("");
                ask("");
                field.current?.focus();
              }}
            >
              <Close sx={{ fontSize: "1rem" }} />
            </IconButton>
          )
        }
      />
      <SearchCompletions id={listId} completions={completions} chosen={chosen} onTake={take} />
      {problems.length > 0 && (
        <FormHelperText id={wrongId} error role="alert" sx={{ m: 0, mt: 0.5 }}>
          {problems.map(inWords).join(" ")}
        </FormHelperText>
      )}
    </Form>
  );
}
