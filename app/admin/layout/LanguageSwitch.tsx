import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { LOCALE, LOCALES, type Locale, switchLocale } from "~/admin/i18n/locale";
import { IconChoice, IconChoices } from "./IconChoices";

const Choice = styled(IconChoice)({
  font: "inherit",
  fontSize: "0.6875rem",
  fontWeight: 600,
});

/** The language of the desk; remembered by this browser. */
export function LanguageSwitch() {
  const translate = useTranslate();
  return (
    <IconChoices aria-label={translate("desk.language")}>
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
    </IconChoices>
  );
}
