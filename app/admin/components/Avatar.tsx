import { styled } from "@mui/material/styles";
import { token } from "~/admin/theme/tokens";

const Disc = styled("span")({
  flexShrink: 0,
  width: 20,
  height: 20,
  display: "inline-grid",
  placeItems: "center",
  borderRadius: 10,
  fontSize: "0.625rem",
  fontWeight: 600,
  color: token("accent"),
  backgroundColor: token("accentSoft"),
  "&[data-nobody]": { backgroundColor: "transparent", border: `1px dashed ${token("controlBorder")}` },
});

/** The first letters of the first and the last name. */
function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
  return letters
    .map((part) => [...(part ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/** A person as two letters, beside their name; a dashed ring is nobody. @param name null for nobody */
export function Avatar({ name }: { name: string | null }) {
  return (
    <Disc aria-hidden {...(name === null && { "data-nobody": true })}>
      {name === null ? "" : initials(name)}
    </Disc>
  );
}
