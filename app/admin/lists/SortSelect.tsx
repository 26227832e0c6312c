import FormControl from "@mui/material/FormControl";
import NativeSelect from "@mui/material/NativeSelect";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useTranslate } from "react-admin";

interface SortSelectProps<Value extends string> {
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** In which order a list is; the browser's own control, which every hand and reader knows. */
export function SortSelect<Value extends string>({ value, options, onChange }: SortSelectProps<Value>) {
  const translate = useTranslate();
  return (
    <FormControl size="small" sx={{ flex: { xs: "1 1 110px", sm: "none" }, minWidth: 0 }}>
      <NativeSelect
        value={value}
        input={<OutlinedInput sx={{ height: 34 }} />}
        inputProps={{ "aria-label": translate("desk.sort.label") }}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </NativeSelect>
    </FormControl>
  );
}
