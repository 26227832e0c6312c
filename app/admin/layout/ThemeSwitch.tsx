import Contrast from "@mui/icons-material/ContrastOutlined";
import DarkMode from "@mui/icons-material/DarkModeOutlined";
import LightMode from "@mui/icons-material/LightModeOutlined";
import { useColorScheme } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { IconChoice, IconChoices } from "./IconChoices";

const MODES = [
  { mode: "light", Icon: LightMode },
  { mode: "dark", Icon: DarkMode },
  { mode: "system", Icon: Contrast },
] as const;

/** Light, dark, or whatever the system says; remembered by this browser. */
export function ThemeSwitch() {
  const translate = useTranslate();
  const { mode: current, setMode } = useColorScheme();
  return (
    <IconChoices aria-label={translate("desk.theme.label")}>
      {MODES.map(({ mode, Icon }) => {
        const label = translate(`desk.theme.${mode}`);
        return (
          <IconChoice
            key={mode}
            type="button"
            title={label}
            aria-label={label}
            aria-pressed={current === mode}
            onClick={() => setMode(mode)}
          >
            <Icon aria-hidden />
          </IconChoice>
        );
      })}
    </IconChoices>
  );
}
