import { styled } from "@mui/material/styles";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import type { StaffRole } from "~/lib/auth/roles";
import { Constants } from "~/lib/supabase/database.types";

const Choices = styled("fieldset")({
  border: 0,
  margin: 0,
  padding: 0,
  display: "grid",
  gap: 6,
  "& legend": { padding: 0, marginBottom: 6, fontSize: "0.75rem", fontWeight: 500, color: token("muted") },
  "& label": {
    display: "grid",
    gridTemplateColumns: "auto minmax(0, 1fr)",
    gap: "0 10px",
    padding: "8px 10px",
    border: `1px solid ${token("border")}`,
    borderRadius: 6,
    cursor: "pointer",
  },
  "& label:has(input:checked)": { borderColor: token("accent"), backgroundColor: token("accentSoft") },
  "& label:has(input:focus-visible)": { outline: `2px solid ${token("accent")}`, outlineOffset: 1 },
  "& input": { gridRow: "1 / 3", margin: "3px 0 0", accentColor: token("accent"), outline: "none" },
  "& strong": { fontWeight: 500 },
  "& small": { fontSize: "0.75rem", color: token("muted") },
});

interface RoleChoiceProps {
  value: StaffRole;
  onChange: (role: StaffRole) => void;
}

/** One of the roles, each with what it may do. */
export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  const translate = useTranslate();
  const id = useId();
  return (
    <Choices>
      <legend>{translate("staff.form.role")}</legend>
      {Constants.desk.Enums.staff_role.map((role) => (
        <label key={role}>
          <input
            type="radio"
            name={id}
            value={role}
            checked={role === value}
            aria-labelledby={`${id}-${role}`}
            aria-describedby={`${id}-${role}-may`}
            onChange={() => onChange(role)}
          />
          <strong id={`${id}-${role}`}>{translate(`desk.role.${role}`)}</strong>
          <small id={`${id}-${role}-may`}>{translate(`staff.may.${role}`)}</small>
        </label>
      ))}
    </Choices>
  );
}
