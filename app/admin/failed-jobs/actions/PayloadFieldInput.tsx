import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormHelperText from "@mui/material/FormHelperText";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { parseExact, stringifyExact } from "~/lib/exact-json";
import type { PayloadField } from "./payload-fields";

interface PayloadFieldInputProps {
  field: PayloadField;
  value: unknown;
  problem: string | undefined;
  onChange: (value: unknown) => void;
}

/** A list of numbers as a button for each that there may be, pressed or not. */
function Choices({
  field,
  value,
  onChange,
  labelId,
}: Omit<PayloadFieldInputProps, "problem"> & { labelId: string }) {
  const chosen = Array.isArray(value) ? value : [];
  return (
    <Box role="group" aria-labelledby={labelId} sx={{ display: "flex", gap: 0.75 }}>
      {field.choices.map((choice) => {
        const pressed = chosen.includes(choice);
        const next = pressed ? chosen.filter((one) => one !== choice) : [...chosen, choice].sort();
        return (
          <Button
            key={choice}
            aria-pressed={pressed}
            onClick={() => onChange(next)}
            sx={{
              minWidth: 40,
              ...(pressed && {
                color: token("accent"),
                borderColor: token("accent"),
                backgroundColor: token("accentSoft"),
              }),
            }}
          >
            {choice}
          </Button>
        );
      })}
    </Box>
  );
}

/** Anything that has no field of its own, as JSON; what is no JSON yet stays here until it is. */
function JsonInput({
  value,
  onChange,
  id,
}: {
  value: unknown;
  onChange: (value: unknown) => void;
  id: string;
}) {
  const translate = useTranslate();
  const [text, setText] = useState(() => (value === undefined ? "" : stringifyExact(value, 2)));
  const [bad, setBad] = useState(false);
  return (
    <>
      <OutlinedInput
        id={id}
        size="small"
        multiline
        maxRows={8}
        value={text}
        error={bad}
        sx={{ fontFamily: MONO }}
        onChange={(event) => {
          setText(event.target.value);
          try {
            onChange(event.target.value.trim() === "" ? undefined : parseExact(event.target.value));
            setBad(false);
          } catch {
            setBad(true);
          }
        }}
      />
      {bad && <FormHelperText error>{translate("failed_jobs.acting.payload.no_json")}</FormHelperText>}
    </>
  );
}

/** One place of a payload, as a field that fits what may stand there. */
export function PayloadFieldInput({ field, value, problem, onChange }: PayloadFieldInputProps) {
  const id = useId();
  const translate = useTranslate();
  const input = () => {
    if (field.fixed)
      return (
        <code style={{ fontFamily: MONO, fontSize: "0.75rem", overflowWrap: "anywhere" }}>
          {String(value)}
        </code>
      );
    if (field.kind === "choices")
      return <Choices field={field} value={value} onChange={onChange} labelId={`${id}-label`} />;
    if (field.kind === "json") return <JsonInput id={id} value={value} onChange={onChange} />;
    if (field.kind === "boolean")
      return (
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
          style={{ justifySelf: "start", margin: 4 }}
        />
      );
    return (
      <OutlinedInput
        id={id}
        size="small"
        error={problem !== undefined}
        type={field.kind === "number" ? "number" : "text"}
        value={value === undefined || value === null ? "" : String(value)}
        onChange={(event) => {
          const text = event.target.value;
          if (text === "" && !field.required) onChange(undefined);
          else onChange(field.kind === "number" && text !== "" ? Number(text) : text);
        }}
        {...(!field.required && { placeholder: translate("failed_jobs.acting.payload.as_ordered") })}
        inputProps={{ "aria-describedby": `${id}-hint` }}
      />
    );
  };
  const name = translate(`failed_jobs.acting.payload.name.${field.path.at(-1)}`, { _: "" });
  const grouped = field.fixed || field.kind === "choices";
  return (
    <Box sx={{ display: "grid", gap: 0.5 }}>
      <Box
        component={grouped ? "span" : "label"}
        id={`${id}-label`}
        {...(!grouped && { htmlFor: id })}
        sx={{ display: "flex", flexWrap: "wrap", alignItems: "baseline", gap: "0 8px" }}
      >
        {name !== "" && <span>{name}</span>}
        <Box component="span" sx={{ color: token("muted"), fontFamily: MONO, fontSize: "0.6875rem" }}>
          {field.path.join(".")}
        </Box>
      </Box>
      {input()}
      {(problem || field.fixed) && (
        <FormHelperText id={`${id}-hint`} error={problem !== undefined}>
          {problem ?? translate("failed_jobs.acting.payload.fixed")}
        </FormHelperText>
      )}
    </Box>
  );
}
