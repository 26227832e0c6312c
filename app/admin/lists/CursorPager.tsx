import ChevronLeft from "@mui/icons-material/ChevronLeftOutlined";
import ChevronRight from "@mui/icons-material/ChevronRightOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";

interface CursorPagerProps {
  previous: string | null;
  next: string | null;
  /** How many rows the page has, in words. */
  shown: string;
  onGo: (cursor: string) => void;
}

/** Previous and next: lists are cut by cursors, so there are no numbers of pages. */
export function CursorPager({ previous, next, shown, onGo }: CursorPagerProps) {
  const translate = useTranslate();
  const go = (cursor: string | null) => ({
    disabled: cursor === null,
    onClick: () => {
      if (cursor === null) return;
      onGo(cursor);
      window.scrollTo({ top: 0 });
    },
  });
  return (
    <Box
      component="nav"
      aria-label={translate("desk.pager.label")}
      sx={{ display: "flex", alignItems: "center", gap: 1, mt: 1.5, color: token("muted") }}
    >
      <Box component="p" role="status" sx={{ mr: "auto" }}>
        {shown}
      </Box>
      {(previous !== null || next !== null) && (
        <>
          <Button {...go(previous)} startIcon={<ChevronLeft />}>
            {translate("desk.pager.previous")}
          </Button>
          <Button {...go(next)} endIcon={<ChevronRight />}>
            {translate("desk.pager.next")}
          </Button>
        </>
      )}
    </Box>
  );
}
