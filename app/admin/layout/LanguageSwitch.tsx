import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { LOCALE, LOCALES, type Locale, switchLocale } from "~/admin/i18n/locale";
import { token } from "~/admin/theme/tokens";

const Group = styled("fieldset")({
  display: "inline-flex",
  gap: 2,
  margin: 0,
  padding: 2,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
});

const Choice = styled("button")({
  minWidth: 26,
  height: 24,
  padding: 0,
  border: 0,
  borderRadius: 5,
  background: "none",
  color: token("muted"),
  font: "inherit",
  fontSize: "0.6875rem",
  fontWeight: 600,
  cursor: "pointer",
  "&:hover": { color: token("text") },
  "&[aria-pressed='true']": { color: token("text"), backgroundColor: token("accentSoft") },
});

/** The language of the desk; remembered by this browser. */
export function LanguageSwitch() {
  const translate = useTranslate();
  return (
    <Group aria-label={translate("desk.language")}>
      {(Object.keys(LOCALES) as Locale[]).map((locale) => (
        <Choice
          key={locale}
          type="button"
          lang={locale}
          title={LOCALES[locale]}
          aria-label={LOCALES[locale]}
          aria-pressed={locale === LOCALE}
          onClick={() => switchLocale(locale)}
        >
          {locale.toUpperCase()}
        </Choice>
      ))}
    </Group>
  );
}
