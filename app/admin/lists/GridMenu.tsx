import Tune from "@mui/icons-material/TuneOutlined";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Popover from "@mui/material/Popover";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import { DENSITIES, switchDensity, useDensity } from "~/admin/theme/density";
import { token } from "~/admin/theme/tokens";
import type { GridSettings } from "./grid/grid-settings";

const Body = styled("div")({
  display: "grid",
  gap: 12,
  padding: 14,
  minWidth: 210,
  fontSize: "0.8125rem",
  "& fieldset": { border: 0, margin: 0, padding: 0, display: "grid", gap: 2 },
  "& legend": { padding: 0, marginBottom: 4, fontSize: "0.75rem", fontWeight: 500, color: token("muted") },
  "& label": { display: "flex", alignItems: "center", gap: 8, minHeight: 26, cursor: "pointer" },
  "& input": { accentColor: token("accent"), margin: 0, width: 15, height: 15 },
});

interface GridMenuProps {
  /** The columns that can be put away, with the keys of their headers. */
  columns: readonly { id: string; header: string }[];
  settings: GridSettings;
  onChange: (part: Partial<GridSettings>) => void;
}

/** Which columns a table has, and how close the rows of the desk are. */
export function GridMenu({ columns, settings, onChange }: GridMenuProps) {
  const translate = useTranslate();
  const current = useDensity();
  const titleId = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const label = translate("failed_jobs.list.tools.view");
  return (
    <>
      <Tooltip title={label}>
        <IconButton
          aria-label={label}
          aria-haspopup="dialog"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ width: 32, height: 32 }}
        >
          <Tune sx={{ fontSize: "1.125rem" }} />
        </IconButton>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: "bottom", horizontal: "right" }}
        transformOrigin={{ vertical: -4, horizontal: "right" }}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-labelledby": titleId,
            sx: { border: `1px solid ${token("border")}`, boxShadow: "0 10px 32px rgb(0 0 0 / 0.18)" },
          },
        }}
      >
        <Body>
          <fieldset>
            <legend id={titleId}>{translate("desk.density.label")}</legend>
            {DENSITIES.map((density) => (
              <label key={density}>
                <input
                  type="radio"
                  name={titleId}
                  checked={current === density}
                  onChange={() => switchDensity(density)}
                />
                {translate(`desk.density.${density}`)}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{translate("failed_jobs.list.tools.columns")}</legend>
            {columns.map(({ id, header }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={!settings.hidden.includes(id)}
                  onChange={(event) =>
                    onChange({
                      hidden: event.target.checked
                        ? settings.hidden.filter((each) => each !== id)
                        : [...settings.hidden, id],
                    })
                  }
                />
                {translate(header)}
              </label>
            ))}
          </fieldset>
          <Button
            onClick={() => onChange({ widths: {} })}
            disabled={Object.keys(settings.widths).length === 0}
          >
            {translate("failed_jobs.list.tools.reset_widths")}
          </Button>
        </Body>
      </Popover>
    </>
  );
}
