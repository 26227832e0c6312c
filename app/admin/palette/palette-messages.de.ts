import type { paletteMessages as english } from "./palette-messages";

export const paletteMessages: typeof english = {
  label: "Suche und Befehle",
  placeholder: "E-Mail, Name, ID oder Link suchen, oder einen Befehl eingeben",
  open: "Suchen",
  places: "Gehe zu",
  failures_of: "Fehlgeschlagene Jobs von %{email}",
  commands: "Befehle",
  found: "Gefunden",
  searching: "Sucht",
  nothing:
    "Nichts gefunden. Am besten suchen Sie nach ganzen E-Mail-Adressen, Namen, IDs oder geteilten Links.",
  nothing_masked:
    "Nichts gefunden. Ihre Rolle sieht verdeckte Daten. Die Suche findet deshalb nur ganze Werte: eine E-Mail-Adresse, einen vollen Namen, eine ID oder einen geteilten Link.",
  failed: "Die Suche hat nicht geklappt. %{reason}",
  kind: { customer: "Kundschaft", order: "Bestellung", failure: "Fehlgeschlagener Job", variant: "Lied" },
  state: {
    open: "Offen",
    retrying: "In Wiederholung",
    recovered: "Gelungen",
    resolved: "Erledigt",
    empty: "Ohne Lieder",
    pending: "Wartend",
    generating: "In Arbeit",
    complete: "Fertig",
    failed: "Fehlgeschlagen",
  },
  command: {
    light: "Helle Farben verwenden",
    dark: "Dunkle Farben verwenden",
    system: "Farben des Systems verwenden",
    help: "Die Tasten zeigen",
    sign_out: "Abmelden",
  },
};
