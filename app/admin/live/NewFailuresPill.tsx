import ArrowUpward from "@mui/icons-material/ArrowUpwardOutlined";
import { styled } from "@mui/material/styles";
import { useEffect } from "react";
import { useTranslate } from "react-admin";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { useLive } from "./LiveProvider";
import { NEW_COUNTED_TO } from "./live-store";

/** Above the rows and not among them: when it comes, nothing moves. */
const Place = styled("div")({
  position: "sticky",
  top: 12,
  zIndex: 5,
  height: 0,
  display: "flex",
  justifyContent: "center",
});

const Pill = styled("button")({
  display: "inline-flex",
  alignItems: "center",
  gap: 6,
  height: 32,
  marginTop: 4,
  padding: "0 14px 0 10px",
  border: `1px solid ${token("accent")}`,
  borderRadius: 16,
  font: "inherit",
  fontWeight: 600,
  color: token("onAccent"),
  backgroundColor: token("accent"),
  boxShadow: "0 4px 16px rgb(0 0 0 / 0.18)",
  cursor: "pointer",
  whiteSpace: "nowrap",
  "& svg": { fontSize: "1rem" },
  "&:hover": { filter: "brightness(1.08)" },
});

/**
 * Says that failures have come since the list was shown, and shows them when it is pressed. Until then the rows stay
 * where they are.
 *
 * @param onShow reads the list anew
 */
export function NewFailuresPill({ onShow }: { onShow: () => void }) {
  const translate = useTranslate();
  const { newFailures, uncertain, markShown } = useLive();
  // A list that has just been opened shows what there is.
  useEffect(() => markShown(), [markShown]);
  const news = newFailures > 0 || uncertain;
  const options = { smart_count: newFailures, count: formatCount(newFailures, NEW_COUNTED_TO) };
  const kind = newFailures > 0 ? "new" : "uncertain";
  return (
    <Place>
      <span role="status" style={{ display: "contents" }}>
        {news && (
          <Pill
            type="button"
            onClick={() => {
              markShown();
              onShow();
            }}
          >
            <ArrowUpward aria-hidden />
            {translate(`live.pill.${kind}`, options)}
          </Pill>
        )}
      </span>
    </Place>
  );
}
