import Close from "@mui/icons-material/CloseOutlined";
import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";
import { ListLink } from "./ListLink";

const Chips = styled("ul")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: 6,
  "& a": {
    display: "inline-flex",
    alignItems: "center",
    gap: 4,
    minHeight: 24,
    padding: "0 6px 0 8px",
    border: `1px solid ${token("border")}`,
    borderRadius: 12,
    backgroundColor: token("surface"),
    color: token("text"),
    fontSize: "0.75rem",
    textDecoration: "none",
    maxWidth: 260,
    whiteSpace: "nowrap",
  },
  "& a > span": { overflow: "hidden", textOverflow: "ellipsis" },
  "& a:hover": { backgroundColor: token("hover"), borderColor: token("controlBorder") },
  "& svg": { fontSize: "0.8125rem", color: token("muted"), flexShrink: 0 },
  "& li:last-of-type > a.clear": { border: 0, backgroundColor: "transparent", color: token("accent") },
});

/** A filter in use: what it says, what taking it away is called, and the list without it. */
export interface ClosableChip {
  id: string;
  text: string;
  removeLabel: string;
  to: string;
}

interface ClosableChipsProps {
  label: string;
  chips: readonly ClosableChip[];
  clear: { label: string; to: string };
}

/** The filters of a list that are in use, each of which closes; nothing when there are none. */
export function ClosableChips({ label, chips, clear }: ClosableChipsProps) {
  if (chips.length === 0) return null;
  return (
    <Chips aria-label={label}>
      {chips.map(({ id, text, removeLabel, to }) => (
        <li key={id}>
          <ListLink to={to} aria-label={removeLabel} title={text}>
            <span>{text}</span>
            <Close aria-hidden />
          </ListLink>
        </li>
      ))}
      <li>
        <ListLink className="clear" to={clear.to}>
          {clear.label}
        </ListLink>
      </li>
    </Chips>
  );
}
