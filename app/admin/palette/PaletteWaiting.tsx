import { useTranslate } from "react-admin";
import { PaletteShell } from "./PaletteShell";

interface PaletteWaitingProps {
  text: string;
  onText: (text: string) => void;
  onClose: () => void;
}

/** The palette while its code comes: it takes what is typed, so that whoever is on the phone need not wait. */
export function PaletteWaiting({ text, onText, onClose }: PaletteWaitingProps) {
  const translate = useTranslate();
  return (
    <PaletteShell onClose={onClose}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the field is what was asked for
        autoFocus
        aria-label={translate("palette.label")}
        value={text}
        onChange={(event) => onText(event.target.value)}
        placeholder={translate("palette.placeholder")}
        maxLength={2000}
      />
    </PaletteShell>
  );
}
