import Close from "@mui/icons-material/CloseOutlined";
import Box from "@mui/material/Box";
import ClickAwayListener from "@mui/material/ClickAwayListener";
import IconButton from "@mui/material/IconButton";
import Popper from "@mui/material/Popper";
import { styled, type Theme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";

const FOCUSABLE =
  "button:not(:disabled), [href], input:not(:disabled), textarea:not(:disabled):not([readonly]), select, [tabindex='0']";

/** What is filled in or pressed first: marked as such, or the first field. */
const FIRST = "button[data-first], input[data-first], [data-first] textarea, textarea, input";

const Card = styled("div")(({ theme }) => ({
  display: "flex",
  flexDirection: "column",
  maxHeight: "min(640px, calc(100vh - 32px))",
  border: `1px solid ${token("border")}`,
  borderRadius: 10,
  backgroundColor: token("surface"),
  boxShadow: "0 12px 40px rgb(0 0 0 / 0.2)",
  // What has no button beside it stands out from the page by its shade; the page stays usable all the same.
  "&[data-place='middle'], &[data-place='bottom']": {
    boxShadow: "0 12px 40px rgb(0 0 0 / 0.2), 0 0 0 100vmax rgb(0 0 0 / 0.4)",
  },
  "&[data-place='middle']": {
    position: "fixed",
    zIndex: theme.zIndex.modal,
    top: "14vh",
    left: "50%",
    transform: "translateX(-50%)",
    maxHeight: "78vh",
  },
  "&[data-place='bottom']": {
    position: "fixed",
    zIndex: theme.zIndex.modal,
    inset: "auto 0 0 0",
    maxHeight: "88vh",
    borderRadius: "12px 12px 0 0",
  },
}));

interface PopoverFrameProps {
  title: string;
  width: number;
  /** Null: in the middle of the window. */
  anchor: HTMLElement | null;
  onClose: () => void;
  /** A press outside leaves it open: there is more in it than one would like to open again. */
  stays?: boolean;
  children: ReactNode;
}

/** Where the focus goes while the form is open, and back to where it was. @param card null until it is there */
function useFocusInside(card: HTMLElement | null): void {
  useEffect(() => {
    if (!card) return;
    const before = document.activeElement;
    (card.querySelector<HTMLElement>(FIRST) ?? card).focus();
    return () => {
      const now = document.activeElement;
      // Somebody who has gone elsewhere meanwhile is not called back.
      if (now !== document.body && now !== null && !card.contains(now)) return;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [card]);
}

/**
 * A small form over the page, which stays usable behind it: beside its button, in the middle for a key, at the bottom
 * of a narrow window. Keys that are pressed in it are its own.
 */
export function PopoverFrame({ title, width, anchor, onClose, stays = false, children }: PopoverFrameProps) {
  const translate = useTranslate();
  const titleId = useId();
  // As a state and not as a ref: what is anchored is there only after the first drawing.
  const [card, setCard] = useState<HTMLDivElement | null>(null);
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down("sm"));
  const anchored = anchor?.isConnected === true && !narrow && !stays;
  useFocusInside(card);

  const onKeyDown = (event: KeyboardEvent) => {
    // The page's own keys would act on what is behind the form.
    event.stopPropagation();
    if (event.key === "Escape") onClose();
    if (event.key !== "Tab") return;
    const stops = [...(card?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (document.activeElement !== from && document.activeElement !== card) return;
    event.preventDefault();
    to?.focus();
  };
  const content = (
    <ClickAwayListener onClickAway={() => !stays && onClose()}>
      <Card
        ref={setCard}
        role="dialog"
        aria-labelledby={titleId}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        data-place={narrow ? "bottom" : anchored ? "anchor" : "middle"}
        style={{
          width: narrow ? "auto" : width,
          maxWidth: narrow ? "none" : "calc(100vw - 32px)",
          outline: "none",
        }}
      >
        <Box
          sx={{ display: "flex", alignItems: "center", gap: 1, paddingInline: "16px 8px", pt: 1, pb: 0.5 }}
        >
          <Box component="h2" id={titleId} sx={{ m: 0, flex: 1, fontSize: "0.875rem", fontWeight: 600 }}>
            {title}
          </Box>
          <IconButton aria-label={translate("desk.close")} onClick={onClose} sx={{ p: "4px" }}>
            <Close sx={{ fontSize: "1rem" }} />
          </IconButton>
        </Box>
        <Box sx={{ px: 2, pb: 2, pt: 1, overflow: "auto", display: "grid", gap: 1.5 }}>{children}</Box>
      </Card>
    </ClickAwayListener>
  );
  if (!anchored) return content;
  return (
    <Popper
      open
      anchorEl={anchor}
      placement="bottom-start"
      modifiers={[
        { name: "offset", options: { offset: [0, 6] } },
        { name: "preventOverflow", options: { padding: 12, altAxis: true } },
      ]}
      sx={{ zIndex: "modal" }}
    >
      {content}
    </Popper>
  );
}
