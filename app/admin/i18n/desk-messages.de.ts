import type { deskMessages as english } from "./desk-messages";

export const deskMessages: typeof english = {
  product: "Reprise",
  title: "%{page} · Reprise",
  skip: "Zum Inhalt springen",
  loading: "Wird geladen",
  navigation: {
    label: "Bereiche",
    overview: "Übersicht",
    failed_jobs: "Fehlgeschlagen",
    orders: "Bestellungen",
    bulk_operations: "Sammelaktionen",
    outbox: "Zustellungen",
    staff: "Team",
    outbox_failing:
      "%{smart_count} Ereignis lässt sich nicht senden |||| %{smart_count} Ereignisse lassen sich nicht senden",
    open_count: "%{count} offener Job |||| %{count} offene Jobs",
  },
  account: {
    password: "Passwort",
    signed_in_as: "Angemeldet als %{email}",
    sign_out: "Abmelden",
  },
  role: { viewer: "Lesezugriff", agent: "Bearbeitung", admin: "Verwaltung" },
  role_in_sentence: { viewer: "Lesezugriff", agent: "Bearbeitung", admin: "Verwaltung" },
  theme: { label: "Farben", light: "Hell", dark: "Dunkel", system: "Wie das System" },
  density: { label: "Dichte", comfortable: "Bequem", dense: "Dicht" },
  language: "Sprache",
  song: {
    title: "%{occasion} für %{name}",
    for: "für %{name}",
    unnamed: "Bestellung ohne Angaben",
    erased: "Gelöschtes Lied",
  },
  customer: { none: "Kein Besteller" },
  search: { clear: "Suche leeren" },
  sort: { label: "Sortieren" },
  pager: {
    label: "Seiten",
    first: "Erste",
    previous: "Vorige",
    next: "Nächste",
    last: "Letzte",
    empty: {
      title: "So weit reicht die Liste nicht",
      text: "So spät gibt es keinen Eintrag, oder die Liste ist kürzer geworden. Gehen Sie zur ersten oder zur letzten Seite.",
    },
  },
  time: {
    tooltip: "%{local} (Ortszeit)\n%{utc}",
    zone: "Die Zeiten gelten in %{zone}.",
    skipped: "%{wanted} gibt es an diesem Tag nicht; es gilt %{used}.",
    twice: "An diesem Tag gibt es %{wanted} zweimal; es gilt das erste Mal.",
  },
  copy: {
    value: "Kopieren",
    done: "Kopiert",
    failed: "Der Browser lässt das Kopieren nicht zu. Markieren Sie den Text und kopieren Sie ihn selbst.",
  },
  grid: { select_all: "Alle geladenen Zeilen auswählen", width_of: "Breite der Spalte %{column}" },
  more: "Mehr zeigen",
  loading_more: "Weitere werden geladen",
  more_failed: "Die nächsten Zeilen konnten nicht geladen werden.",
  retry: "Noch einmal versuchen",
  reload: "Seite neu laden",
  cancel: "Abbrechen",
  close: "Schließen",
  json: {
    entries: "%{smart_count} Eintrag |||| %{smart_count} Einträge",
    items: "%{smart_count} Element |||| %{smart_count} Elemente",
    more: "%{count} weitere zeigen",
    found: "%{smart_count} Stelle gefunden |||| %{smart_count} Stellen gefunden",
    not_found: "Darin kommt das nicht vor.",
    rest: "Alle %{count} Zeichen zeigen",
  },
  errors: {
    list: "Diese Liste konnte nicht geladen werden",
    page: "Diese Seite konnte nicht geladen werden",
    reading: {
      unreachable:
        "Der Server ist nicht erreichbar. Es wurde nichts geändert. Prüfen Sie Ihre Verbindung und versuchen Sie es dann noch einmal.",
      timed_out:
        "Der Server hat 30 Sekunden lang nicht geantwortet. Es wurde nichts geändert. Versuchen Sie es gleich noch einmal.",
      not_understood:
        "Etwas zwischen Ihnen und dem Server hat an seiner Stelle geantwortet. Es wurde nichts geändert. Versuchen Sie es gleich noch einmal.",
    },
    change: {
      unreachable:
        "Der Server ist nicht erreichbar; ob Ihre Änderung angekommen ist, ist ungewiss. Prüfen Sie Ihre Verbindung und sehen Sie den jetzigen Stand an, bevor Sie es noch einmal versuchen.",
      timed_out:
        "Der Server hat 30 Sekunden lang nicht geantwortet. Die Änderung ist vielleicht erfolgt: Sehen Sie den jetzigen Stand an, bevor Sie es noch einmal versuchen.",
      not_understood:
        "Etwas zwischen Ihnen und dem Server hat an seiner Stelle geantwortet. Die Änderung ist vielleicht nicht erfolgt: Sehen Sie den jetzigen Stand an, bevor Sie es noch einmal versuchen.",
    },
    stale: "Das ließ sich nicht auffrischen; Sie sehen den bisher bekannten Stand. %{reason}",
    unknown: "Auf dieser Seite ist etwas Unerwartetes geschehen. Es wurde dadurch nichts geändert.",
    crash_title: "Diese Seite ist stehen geblieben",
    crash_text:
      "Ein Fehler in der Seite selbst hat sie angehalten. Es wurde dadurch nichts geändert. Laden Sie die Seite neu, um weiterzuarbeiten.",
  },
  refused: {
    title: "Sie haben hier keinen Zugang",
    text: "Es wurde nichts geändert. Melden Sie sich ab, um sich mit einem anderen Konto anzumelden.",
  },
  not_found: {
    title: "Diese Seite gibt es nicht",
    text: "Die Adresse ist unvollständig oder falsch geschrieben. Es wurde nichts geändert.",
    back: "Zu den fehlgeschlagenen Jobs",
  },
  viewer_refusal:
    "Sie haben nur Lesezugriff: Sie können alles ansehen und nichts ändern. Bitten Sie die Verwaltung um die Rolle „Bearbeitung“.",
  masked_reason:
    "Namen, Adressen und Links sind verdeckt: Sie haben nur Lesezugriff. Bitten Sie die Verwaltung um die Rolle „Bearbeitung“, um sie zu sehen.",
};
