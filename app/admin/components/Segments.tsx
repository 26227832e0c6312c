import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

const Group = styled("fieldset")({
  display: "inline-flex",
  justifySelf: "start",
  gap: 2,
  margin: 0,
  padding: 2,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
});
const Choice = styled("button")({
  font: "inherit",
  fontWeight: 500,
  minHeight: 26,
  padding: "2px 10px",
  border: 0,
  borderRadius: 5,
  background: "none",
  color: token("muted"),
  cursor: "pointer",
  "&:hover": { color: token("text") },
  "&:disabled": { cursor: "default", opacity: 0.6 },
  "&[aria-pressed='true']": { color: token("text"), backgroundColor: token("accentSoft") },
});

interface SegmentsProps<V extends string> {
  /** What is chosen by it, for screen readers. */
  label: string;
  value: V;
  options: readonly { value: V; label: string; disabled?: boolean }[];
  onChange: (value: V) => void;
}

/** One of a few, all of them in sight. */
export function Segments<V extends string>({ label, value, options, onChange }: SegmentsProps<V>) {
  return (
    <Group aria-label={label}>
      {options.map((option) => (
        <Choice
          key={option.value}
          type="button"
          disabled={option.disabled}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </Choice>
      ))}
    </Group>
  );
}
