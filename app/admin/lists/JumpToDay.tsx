import Box from "@mui/material/Box";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useEffect, useState } from "react";

interface JumpToDayProps {
  label: string;
  /** ISO date at which the page begins; undefined when the page was reached another way. */
  value: string | undefined;
  onGo: (isoDate: string) => void;
}

/** A page of a list by the day at which it begins. It goes on Enter, or when a day is picked and the field is left. */
export function JumpToDay({ label, value = "", onGo }: JumpToDayProps) {
  const [day, setDay] = useState(value);
  useEffect(() => setDay(value), [value]);
  const go = () => {
    if (day !== "" && day !== value) onGo(day);
  };
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
      <label htmlFor="jump-to-day">{label}</label>
      <OutlinedInput
        id="jump-to-day"
        type="date"
        size="small"
        value={day}
        onChange={(event) => setDay(event.target.value)}
        onBlur={go}
        onKeyDown={(event) => {
          if (event.key === "Enter") go();
        }}
        // A year of five digits is a slip of the finger, not a day.
        inputProps={{ min: "2000-01-01", max: "2999-12-31" }}
        sx={{ height: 30 }}
      />
    </Box>
  );
}
