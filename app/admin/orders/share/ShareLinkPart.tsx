import OpenInNew from "@mui/icons-material/OpenInNewOutlined";
import QrCode from "@mui/icons-material/QrCode2Outlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { lazy, Suspense, useState } from "react";
import { useTranslate } from "react-admin";
import { sharePath } from "~/admin/addresses/paths";
import { CopyButton } from "~/admin/components/CopyButton";
import { useStaff } from "~/admin/session/SessionGate";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { VariantDetail } from "~/lib/orders/order-schemas";
import { type LinkChange, LinkChangeDialog } from "./LinkChangeDialog";
import { LinkFacts } from "./LinkFacts";
import { LinkSettingsDialog } from "./LinkSettingsDialog";
import { LinkStateMark } from "./LinkStateMark";

const QrDialog = lazy(() => import("./QrDialog"));

type Open = LinkChange | "set";

interface HandOnProps {
  shareToken: string;
  number: number;
  recipient: string;
}

/** The link itself: to be read, copied, opened as the recipient sees it, and shown to a camera. */
function HandOn({ shareToken, number, recipient }: HandOnProps) {
  const translate = useTranslate();
  const [shown, setShown] = useState(false);
  const path = sharePath(shareToken);
  const address = new URL(path, window.location.origin).href;
  return (
    <>
      <Box component="code" sx={{ fontFamily: MONO, fontSize: "0.75rem", overflowWrap: "anywhere" }}>
        {path}
      </Box>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.75 }}>
        <CopyButton
          value={() => address}
          text={translate("orders.share.copy")}
          label={translate("orders.share.copy_label", { number })}
          done={translate("orders.share.copied", { number })}
        />
        <Button
          component="a"
          href={path}
          target="_blank"
          rel="noopener"
          startIcon={<OpenInNew />}
          aria-label={translate("orders.share.open_label", { number })}
        >
          {translate("orders.share.open")}
        </Button>
        <Button
          startIcon={<QrCode />}
          onClick={() => setShown(true)}
          aria-label={translate("order_page.link.qr_label", { number })}
        >
          {translate("order_page.link.qr")}
        </Button>
      </Box>
      {shown && (
        <Suspense>
          <QrDialog address={address} number={number} recipient={recipient} onClose={() => setShown(false)} />
        </Suspense>
      )}
    </>
  );
}

interface ShareLinkPartProps {
  variant: VariantDetail;
  recipient: string;
  /** The element that says why somebody's role forbids changes. */
  forbiddenId: string;
}

/** The public link of a variant: to be handed on, looked after, and ended. */
export function ShareLinkPart({ variant, recipient, forbiddenId }: ShareLinkPartProps) {
  const translate = useTranslate();
  const { role } = useStaff();
  const [open, setOpen] = useState<Open | null>(null);
  const { share_link: link, share_token: shareToken, variant_number: number } = variant;
  const forbidden = !hasRole(role, "agent");
  const close = () => setOpen(null);
  const changes: readonly Open[] =
    link.state === "revoked" ? ["restore", "rotate", "set"] : ["rotate", "revoke", "set"];
  return (
    <Box sx={{ display: "grid", gap: 1 }}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 10px" }}>
        <Box component="h4" sx={{ m: 0, fontSize: "0.8125rem", fontWeight: 600 }}>
          {translate("order_page.link.title")}
        </Box>
        <LinkStateMark state={link.state} />
      </Box>
      {shareToken === null ? (
        <Box component="p" sx={{ color: token("muted") }}>
          {translate("order_page.link.hidden")}
        </Box>
      ) : (
        <HandOn shareToken={shareToken} number={number} recipient={recipient} />
      )}
      <LinkFacts variant={variant} />
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.75, ml: "-10px" }}>
        {changes.map((change) => (
          <Button
            key={change}
            variant="text"
            disabled={forbidden}
            onClick={() => setOpen(change)}
            aria-label={translate(`order_page.link.${change}_label`, { number })}
            {...(forbidden && { "aria-describedby": forbiddenId })}
          >
            {translate(`order_page.link.${change}`)}
          </Button>
        ))}
      </Box>
      {open === "set" && <LinkSettingsDialog variant={variant} onClose={close} />}
      {open !== null && open !== "set" && (
        <LinkChangeDialog variant={variant} change={open} onClose={close} />
      )}
    </Box>
  );
}
