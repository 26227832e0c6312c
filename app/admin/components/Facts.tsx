import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { token } from "~/admin/theme/tokens";

const List = styled("dl")({
  display: "grid",
  gridTemplateColumns: "minmax(84px, auto) minmax(0, 1fr)",
  gap: "var(--desk-line) 16px",
});
const Term = styled("dt")({ color: token("muted") });
const Value = styled("dd")({ overflowWrap: "anywhere" });

/** Names and values, one pair a line. A value of null is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <List>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} style={{ display: "contents" }}>
            <Term>{name}</Term>
            <Value>{value}</Value>
          </div>
        ),
      )}
    </List>
  );
}
