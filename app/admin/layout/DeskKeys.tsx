import Search from "@mui/icons-material/SearchOutlined";
import { styled } from "@mui/material/styles";
import { lazy, Suspense, useState } from "react";
import { useTranslate } from "react-admin";
import { useNavigate } from "react-router-dom";
import { DESK_PATH, FAILED_JOBS_PATH, ORDERS_PATH } from "~/admin/addresses/paths";
import { HelpDialog } from "~/admin/keyboard/HelpDialog";
import { Keys } from "~/admin/keyboard/Keys";
import { useShortcuts } from "~/admin/keyboard/use-shortcuts";
import { loadPalette } from "~/admin/palette/load-palette";
import { PaletteWaiting } from "~/admin/palette/PaletteWaiting";
import { token } from "~/admin/theme/tokens";

const PaletteDialog = lazy(loadPalette);

const Opener = styled("button")(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: 8,
  height: 32,
  padding: "0 8px",
  border: `1px solid ${token("border")}`,
  borderRadius: 6,
  backgroundColor: token("surface"),
  color: token("muted"),
  font: "inherit",
  cursor: "pointer",
  "& svg": { fontSize: "1.0625rem" },
  "& > span:last-of-type": { marginInlineStart: "auto" },
  "&:hover": { color: token("text"), borderColor: token("controlBorder") },
  [theme.breakpoints.down("md")]: { "& > span": { display: "none" } },
}));

/** The keys that work on every page, what they open, and a button for those who have no keyboard. */
export function DeskKeys() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const [shown, setShown] = useState<"palette" | "help" | null>(null);
  const [typed, setTyped] = useState("");
  const close = () => setShown(null);
  const openPalette = () => {
    setTyped("");
    setShown("palette");
  };
  useShortcuts({
    palette: openPalette,
    help: () => setShown("help"),
    go_overview: () => navigate(DESK_PATH),
    go_failures: () => navigate(FAILED_JOBS_PATH),
    go_orders: () => navigate(ORDERS_PATH),
  });
  return (
    <>
      <Opener type="button" onClick={openPalette} aria-label={translate("palette.open")}>
        <Search aria-hidden />
        <span>{translate("palette.open")}</span>
        <Keys id="palette" />
      </Opener>
      {shown === "palette" && (
        <Suspense fallback={<PaletteWaiting text={typed} onText={setTyped} onClose={close} />}>
          <PaletteDialog typed={typed} onClose={close} onHelp={() => setShown("help")} />
        </Suspense>
      )}
      <HelpDialog open={shown === "help"} onClose={close} />
    </>
  );
}
