import { useTranslate } from "react-admin";
import { ERASED } from "~/lib/personal-data";

/**
 * What a song is called: its occasion and its recipient, as in "birthday for Rosa", as far as the shop knows them.
 *
 * @returns makes the title of a song's order; of an erased customer's it says that
 */
export function useSongTitle(): (order: {
  occasion: string | null;
  recipient_name: string | null;
}) => string {
  const translate = useTranslate();
  return ({ occasion, recipient_name: name }) => {
    if (name === ERASED) return translate("desk.song.erased");
    if (name === null) return occasion ?? translate("desk.song.unnamed");
    return occasion === null
      ? translate("desk.song.for", { name })
      : translate("desk.song.title", { occasion, name });
  };
}
