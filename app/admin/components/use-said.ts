import { useTranslate } from "react-admin";
import { said } from "./error-sentence";

/** As `said`, for a component; what is undefined stays so. */
export function useSaid(): (sentence: string | undefined) => string | undefined {
  const translate = useTranslate();
  return (sentence) => (sentence === undefined ? undefined : said(sentence, translate));
}
