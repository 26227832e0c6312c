import OpenInNew from "@mui/icons-material/OpenInNewOutlined";
import QrCode from "@mui/icons-material/QrCode2Outlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { lazy, Suspense, useState } from "react";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/api/SessionGate";
import { CopyButton } from "~/admin/components/CopyButton";
import { sharePath } from "~/admin/paths";
import { MONO } from "~/admin/theme/theme";
import { hasRole } from "~/lib/auth/roles";
import type { VariantDetail } from "~/lib/orders/order-schemas";
import { type LinkChange, LinkChangeDialog } from "./LinkChangeDialog";
import { LinkFacts } from "./LinkFacts";
import { LinkSettingsDialog } from "./LinkSettingsDialog";
import { LinkStateMark } from "./LinkStateMark";

const QrDialog = lazy(() => import("./QrDialog"));

type Open = LinkChange | "set" | "qr";

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
  const { share_link: link, variant_number: number } = variant;
  const path = sharePath(variant.share_token);
  const address = new URL(path, window.location.origin).href;
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
          onClick={() => setOpen("qr")}
          aria-label={translate("order_page.link.qr_label", { number })}
        >
          {translate("order_page.link.qr")}
        </Button>
      </Box>
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
      {open === "qr" && (
        <Suspense>
          <QrDialog address={address} number={number} recipient={recipient} onClose={close} />
        </Suspense>
      )}
      {open === "set" && <LinkSettingsDialog variant={variant} onClose={close} />}
      {open !== null && open !== "qr" && open !== "set" && (
        <LinkChangeDialog variant={variant} change={open} onClose={close} />
      )}
    </Box>
  );
}
