import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useId } from "react";

interface NoteFieldProps {
  label: string;
  /** What is said beneath it while nothing is wrong. */
  hint: string;
  /** What is wrong with it. */
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  autoFocus?: boolean;
  /** Lines that it has while it is empty. */
  rows?: number;
}

/** A field for a few lines of text. (MUI's TextField would bring the whole of its select and menu along.) */
export function NoteField({
  label,
  hint,
  error,
  value,
  onChange,
  required = false,
  autoFocus = false,
  rows = 3,
}: NoteFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <FormControl fullWidth size="small" color="primary" required={required} error={error !== undefined}>
      <InputLabel htmlFor={id}>{label}</InputLabel>
      <OutlinedInput
        id={id}
        label={required ? `${label} *` : label}
        aria-describedby={hintId}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoFocus={autoFocus}
        multiline
        minRows={rows}
        maxRows={10}
      />
      <FormHelperText id={hintId} {...(error !== undefined && { role: "alert" })}>
        {error ?? hint}
      </FormHelperText>
    </FormControl>
  );
}
