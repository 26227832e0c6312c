import OpenInNew from "@mui/icons-material/OpenInNewOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { CopyButton } from "~/admin/components/CopyButton";
import { sharePath } from "~/admin/paths";
import { MONO } from "~/admin/theme/theme";
import { token as colour } from "~/admin/theme/tokens";

/** The public link of a variant: to be copied, or opened as the recipient sees it. */
export function ShareLink({ token, number }: { token: string; number: number }) {
  const translate = useTranslate();
  const path = sharePath(token);
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1 }}>
      <Box component="span" sx={{ color: colour("muted") }}>
        {translate("orders.share.label")}
      </Box>
      <Box
        component="code"
        sx={{
          fontFamily: MONO,
          fontSize: "0.75rem",
          flex: "1 1 200px",
          minWidth: 0,
          overflowWrap: "anywhere",
        }}
      >
        {path}
      </Box>
      <CopyButton
        value={() => new URL(path, window.location.origin).href}
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
    </Box>
  );
}
