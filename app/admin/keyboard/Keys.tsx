import { styled } from "@mui/material/styles";
import { Fragment } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import { isApple, keyNames } from "./key-names";
import { SHORTCUTS, type ShortcutId } from "./shortcut-table";

const Key = styled("kbd")({
  display: "inline-grid",
  placeItems: "center",
  minWidth: 20,
  height: 20,
  padding: "0 5px",
  border: `1px solid ${token("border")}`,
  borderBottomWidth: 2,
  borderRadius: 5,
  backgroundColor: token("canvas"),
  color: token("muted"),
  font: "inherit",
  fontSize: "0.6875rem",
  lineHeight: 1,
});

const Row = styled("span")({ display: "inline-flex", alignItems: "center", gap: 4, color: token("muted") });

/** A shortcut as keys to press; the first way when there are several. */
export function Keys({ id }: { id: ShortcutId }) {
  const translate = useTranslate();
  const sequence = keyNames(SHORTCUTS[id].keys[0], isApple(navigator.platform));
  return (
    <Row>
      {sequence.map((press, index) => (
        // The same key may come twice, so its place is what tells the presses apart.
        // biome-ignore lint/suspicious/noArrayIndexKey: a shortcut never changes
        <Fragment key={index}>
          {index > 0 && <span>{translate("keyboard.after")}</span>}
          {press.map((name) => (
            <Key key={name}>{name}</Key>
          ))}
        </Fragment>
      ))}
    </Row>
  );
}
