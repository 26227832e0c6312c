import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { MONO } from "~/admin/theme/theme";
import { CopyButton } from "./CopyButton";

const Line = styled("span")({ display: "inline-flex", alignItems: "center", gap: 4, maxWidth: "100%" });
const Code = styled("code")({ fontFamily: MONO, fontSize: "0.75rem", overflowWrap: "anywhere", minWidth: 0 });

/** An id as it is, and a button that copies it. @param name what it is the id of, in words */
export function CopyableId({ id, name }: { id: string; name: string }) {
  const translate = useTranslate();
  return (
    <Line>
      <Code>{id}</Code>
      <CopyButton value={() => id} label={`${translate("desk.copy.value")}: ${name}`} />
    </Line>
  );
}
