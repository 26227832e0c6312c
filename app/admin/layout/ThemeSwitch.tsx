import Contrast from "@mui/icons-material/ContrastOutlined";
import DarkMode from "@mui/icons-material/DarkModeOutlined";
import LightMode from "@mui/icons-material/LightModeOutlined";
import { styled, useColorScheme } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";

const MODES = [
  { mode: "light", Icon: LightMode },
  { mode: "dark", Icon: DarkMode },
  { mode: "system", Icon: Contrast },
] as const;

const Group = styled("fieldset")({
  display: "inline-flex",
  gap: 2,
  margin: 0,
  padding: 2,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
});

const Choice = styled("button")({
  display: "grid",
  placeItems: "center",
  width: 26,
  height: 24,
  padding: 0,
  border: 0,
  borderRadius: 5,
  background: "none",
  color: token("muted"),
  cursor: "pointer",
  "& svg": { fontSize: "0.9375rem" },
  "&:hover": { color: token("text") },
  "&[aria-pressed='true']": { color: token("text"), backgroundColor: token("accentSoft") },
});

/** Light, dark, or whatever the system says; remembered by this browser. */
export function ThemeSwitch() {
  const translate = useTranslate();
  const { mode: current, setMode } = useColorScheme();
  return (
    <Group aria-label={translate("desk.theme.label")}>
      {MODES.map(({ mode, Icon }) => {
        const label = translate(`desk.theme.${mode}`);
        return (
          <Choice
            key={mode}
            type="button"
            title={label}
            aria-label={label}
            aria-pressed={current === mode}
            onClick={() => setMode(mode)}
          >
            <Icon aria-hidden />
          </Choice>
        );
      })}
    </Group>
  );
}
