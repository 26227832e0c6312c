import Skeleton from "@mui/material/Skeleton";
import { useTranslate } from "react-admin";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

/** The rows that are coming, where they will be. @param height of a row in px */
export function GridOutline({ height }: { height: number }) {
  const translate = useTranslate();
  return (
    <div role="status" aria-label={translate("desk.loading")}>
      {ROWS.map((key) => (
        <div key={key} style={{ height, padding: "0 16px", display: "grid", alignItems: "center" }}>
          <Skeleton height={22} />
        </div>
      ))}
    </div>
  );
}
