import LinkOff from "@mui/icons-material/LinkOffOutlined";
import LinkIcon from "@mui/icons-material/LinkOutlined";
import { useTranslate } from "react-admin";
import { StatusMark } from "~/admin/components/StatusMark";
import type { ShareLink } from "~/lib/share/share-link-schemas";

/** Whether a share link opens its song. */
export function LinkStateMark({ state }: { state: ShareLink["state"] }) {
  const translate = useTranslate();
  return (
    <StatusMark
      tone={state === "live" ? "complete" : state === "revoked" ? "failed" : "pending"}
      label={translate(`order_page.link.state.${state}`)}
      icon={state === "live" ? <LinkIcon aria-hidden /> : <LinkOff aria-hidden />}
    />
  );
}
