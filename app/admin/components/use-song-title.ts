import { useTranslate } from "react-admin";
import { ERASED } from "~/lib/personal-data";

/**
 * What a song is called: its occasion and its recipient, as in "birthday for Rosa".
 *
 * @returns makes the title of a song's order; of an erased customer's it says that
 */
export function useSongTitle(): (order: { occasion: string; recipient_name: string }) => string {
  const translate = useTranslate();
  return ({ occasion, recipient_name: name }) =>
    name === ERASED ? translate("desk.song.erased") : translate("desk.song.title", { occasion, name });
}
