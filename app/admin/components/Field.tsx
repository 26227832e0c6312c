import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import NativeSelect from "@mui/material/NativeSelect";
import OutlinedInput from "@mui/material/OutlinedInput";
import { type ComponentProps, type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
  children: (props: { id: string; "aria-describedby": string }) => ReactNode;
}

/** A labelled field of a dialog, with a hint or what is wrong beneath it. */
export function Field({ label, hint, error, required = false, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <FormControl fullWidth size="small" error={error !== undefined} required={required}>
      <InputLabel htmlFor={id} shrink>
        {label}
      </InputLabel>
      {children({ id, "aria-describedby": hintId })}
      <FormHelperText id={hintId} {...(error !== undefined && { role: "alert" })}>
        {error ?? hint}
      </FormHelperText>
    </FormControl>
  );
}

/** The browser's own choice of one, for a Field. */
export function Select({
  label,
  inputProps,
  ...props
}: ComponentProps<typeof NativeSelect> & { label: string }) {
  return <NativeSelect {...props} input={<OutlinedInput notched label={label} />} inputProps={inputProps} />;
}
