import type { customerMessages as english } from "./customer-messages";

export const customerMessages: typeof english = {
  back: "Bestellungen",
  no_name: "Kein Name",
  erased_title: "Gelöschter Besteller",
  erased: "Gelöscht",
  counts: {
    label: "In Zahlen",
    orders: "Bestellungen",
    songs: "Lieder fertig",
    songs_of: "%{done} von %{total}",
    plays: "Wie oft angehört",
    failures_open: "Offene Jobs",
  },
  contact: {
    title: "Kontakt",
    name: "Name",
    email: "E-Mail",
    since: "Kunde seit",
    id: "Kunden-ID",
    write: "E-Mail schreiben",
  },
  orders: {
    title: "Bestellungen",
    none: "Hier wurde noch nichts bestellt.",
    all: "Alle %{count} in der Liste zeigen",
  },
  no_failures: "Keines ihrer Lieder ist fehlgeschlagen.",
  songs: {
    title: "Lieder und geteilte Links",
    none: "Noch wurde kein Lied erzeugt.",
    name: "Lied %{number} für %{recipient}",
    played: "zum ersten Mal angehört",
    not_played: "noch nicht angehört",
    hidden: "Link verdeckt",
    newest: "Die neuesten %{count} sind gezeigt.",
  },
  erasure: {
    title: "Löschung",
    text: "Entfernt für immer, wer das ist, und alle Lieder. Zahlen bleiben.",
    button: "Diesen Besteller löschen",
    admins_only:
      "Ihre Rolle ist %{role}: Einen Besteller löschen darf nur die Verwaltung. Bitten Sie sie darum.",
    done: "Die Daten wurden gelöscht",
    done_text: "Geblieben sind Zahlen und was das Team getan hat.",
    dialog: "%{name} löschen",
    goes: "Was verschwindet, sofort und für immer",
    goes_contact: "Name und E-Mail-Adresse, und das Konto: Niemand kann sich mehr damit anmelden",
    goes_wishes:
      "Von jeder Bestellung, für wen sie ist, und die Botschaft; Notizen darüber; und die Nutzdaten",
    goes_songs: "%{count} Lied und seine Tondatei |||| %{count} Lieder und ihre Tondateien",
    goes_links: "Jeder geteilte Link: Wer einen öffnet, erfährt, dass es dieses Lied nicht gibt",
    stays: "Was bleibt",
    stays_orders:
      "%{count} Bestellung mit Betrag und Datum |||| %{count} Bestellungen mit Beträgen und Daten",
    stays_record: "Wie oft Lieder angehört wurden, und wer im Team was wann getan hat",
    confirm: "Zum Bestätigen %{email} eingeben",
    confirm_hint: "Das lässt sich nicht zurücknehmen.",
    confirm_wrong: "Das ist nicht die E-Mail-Adresse des Bestellers. Geben Sie %{email} ein.",
    reason: "Grund",
    reason_hint: "Bleibt im Verlauf, etwa wer darum gebeten hat. Lassen Sie persönliche Daten weg.",
    submit: "Für immer löschen",
    submitting: "Wird gelöscht",
    erased: "Der Besteller ist gelöscht. Die Tondateien werden gerade entfernt.",
    erased_queued:
      "Der Besteller ist gelöscht. Inngest hat den Auftrag, die Tondateien zu entfernen, noch nicht angenommen; er wird gesendet, bis es ihn annimmt.",
  },
};
