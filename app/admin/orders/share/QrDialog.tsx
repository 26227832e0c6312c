import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import GlobalStyles from "@mui/material/GlobalStyles";
import { useId, useRef } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import { qrPath } from "./qr-path";

/** On paper there is the code and whom the song is for, and nothing of the desk. */
const ON_PAPER = (
  <GlobalStyles
    styles={{
      "@media print": {
        "body > :not([data-qr])": { display: "none !important" },
        "[data-qr] .MuiBackdrop-root, [data-qr] .MuiDialogTitle-root, [data-qr] .MuiDialogActions-root, [data-qr] [data-screen]":
          { display: "none !important" },
        "[data-qr] .MuiDialog-paper": { border: "0 !important", boxShadow: "none !important" },
      },
    }}
  />
);

interface QrDialogProps {
  /** The whole address of the song's page. */
  address: string;
  number: number;
  recipient: string;
  onClose: () => void;
}

/** The share link for a camera: on the screen, on paper, or as a file. */
export default function QrDialog({ address, number, recipient, onClose }: QrDialogProps) {
  const translate = useTranslate();
  const titleId = useId();
  const picture = useRef<SVGSVGElement>(null);
  const { size, path } = qrPath(address);
  const download = () => {
    if (!picture.current) return;
    const file = new Blob([new XMLSerializer().serializeToString(picture.current)], {
      type: "image/svg+xml",
    });
    const url = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = url;
    link.download = `song-${number}-qr.svg`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} fullWidth maxWidth="xs" data-qr>
      {ON_PAPER}
      <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 1 }}>
        {translate("order_page.qr.title", { number })}
      </DialogTitle>
      <DialogContent sx={{ display: "grid", gap: 1.5, justifyItems: "center", textAlign: "center" }}>
        {/* Black on white in both themes: not every camera reads it the other way round. */}
        <svg
          ref={picture}
          xmlns="http://www.w3.org/2000/svg"
          viewBox={`0 0 ${size} ${size}`}
          width={256}
          height={256}
          role="img"
          aria-label={translate("order_page.qr.image", { address })}
          shapeRendering="crispEdges"
          style={{ borderRadius: 8 }}
        >
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" />
        </svg>
        <Box sx={{ fontSize: "1rem", fontWeight: 600 }}>
          {translate("order_page.qr.card", { name: recipient })}
        </Box>
        <Box data-screen sx={{ color: token("muted") }}>
          {translate("order_page.qr.text")}
        </Box>
        <Box component="code" sx={{ fontSize: "0.75rem", overflowWrap: "anywhere" }}>
          {address}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={download}>{translate("order_page.qr.download")}</Button>
        <Button onClick={() => window.print()}>{translate("order_page.qr.print")}</Button>
        <Button onClick={onClose} variant="contained" color="primary">
          {translate("desk.close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
