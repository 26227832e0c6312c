import ChevronLeft from "@mui/icons-material/ChevronLeftOutlined";
import ChevronRight from "@mui/icons-material/ChevronRightOutlined";
import FirstPage from "@mui/icons-material/FirstPageOutlined";
import LastPage from "@mui/icons-material/LastPageOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import { LAST_PAGE } from "~/lib/list-query";
import { JumpToDay } from "./JumpToDay";

/** Where in its list the present page is, as the address says. */
interface PlaceInAddress {
  cursor?: string | undefined;
  from?: string | undefined;
}

/** Whether the page is another than the first. */
export function isPlaced(place: PlaceInAddress): boolean {
  return place.cursor !== undefined || place.from !== undefined;
}

interface CursorPagerProps {
  place: PlaceInAddress;
  previous: string | null;
  next: string | null;
  /** How many rows the page has, in words. */
  shown: string;
  /** What the days are of by which the list is sorted, such as "Needed on". */
  dayLabel: string;
  onGo: (place: PlaceInAddress) => void;
}

/** The ways through a list that is cut by cursors: first, previous, next, last, and a day in place of a page's number. */
export function CursorPager({ place, previous, next, shown, dayLabel, onGo }: CursorPagerProps) {
  const translate = useTranslate();
  const elsewhere = isPlaced(place);
  const go = (to: PlaceInAddress | null) => ({
    disabled: to === null,
    onClick: () => {
      if (to === null) return;
      onGo(to);
      window.scrollTo({ top: 0 });
    },
  });
  return (
    <Box
      component="nav"
      aria-label={translate("desk.pager.label")}
      sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, mt: 1.5, color: token("muted") }}
    >
      <Box component="p" role="status" sx={{ marginInlineEnd: "auto" }}>
        {shown}
      </Box>
      {(elsewhere || next !== null) && (
        <>
          <JumpToDay label={dayLabel} value={place.from} onGo={(from) => go({ from }).onClick()} />
          <Button {...go(elsewhere ? {} : null)} startIcon={<FirstPage />}>
            {translate("desk.pager.first")}
          </Button>
          <Button {...go(previous === null ? null : { cursor: previous })} startIcon={<ChevronLeft />}>
            {translate("desk.pager.previous")}
          </Button>
          <Button {...go(next === null ? null : { cursor: next })} endIcon={<ChevronRight />}>
            {translate("desk.pager.next")}
          </Button>
          <Button
            {...go(next === null && place.from === undefined ? null : { cursor: LAST_PAGE })}
            endIcon={<LastPage />}
          >
            {translate("desk.pager.last")}
          </Button>
        </>
      )}
    </Box>
  );
}
