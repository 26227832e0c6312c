import DensityMedium from "@mui/icons-material/DensityMediumOutlined";
import DensitySmall from "@mui/icons-material/DensitySmallOutlined";
import { useTranslate } from "react-admin";
import { DENSITIES, switchDensity, useDensity } from "~/admin/theme/density";
import { IconChoice, IconChoices } from "./IconChoices";

const ICONS = { comfortable: DensityMedium, dense: DensitySmall };

/** Whether much is to be in sight, or with room around it; remembered by this browser. */
export function DensitySwitch() {
  const translate = useTranslate();
  const current = useDensity();
  return (
    <IconChoices aria-label={translate("desk.density.label")}>
      {DENSITIES.map((density) => {
        const Icon = ICONS[density];
        const label = translate(`desk.density.${density}`);
        return (
          <IconChoice
            key={density}
            type="button"
            title={label}
            aria-label={label}
            aria-pressed={current === density}
            onClick={() => switchDensity(density)}
          >
            <Icon aria-hidden />
          </IconChoice>
        );
      })}
    </IconChoices>
  );
}
