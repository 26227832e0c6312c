import type { paneMessages as english } from "./pane-messages";

/** The German texts of a failed job's pane and page. */
export const paneMessages: typeof english = {
  label: "Fehlgeschlagener Job",
  next: "Nächster Job",
  previous: "Voriger Job",
  page: "Als Seite öffnen",
  close: "Schließen",
  assignee: "Zugewiesen an: %{name}",
  unassigned: "Niemand",
  aside_until: "Zurückgestellt bis %{time}",
  already_complete:
    "Alle Lieder dieses Jobs sind schon fertig. Eine Wiederholung erzeugt nichts Neues und schließt ihn nur ab.",
  songs: "Lieder der Bestellung",
  no_comment: "Sie können nicht kommentieren. %{reason}",
  payload_hint: "Was der Job tun sollte",
  search_payload: "Nutzdaten durchsuchen",
  reveal: "Aufdecken",
  reveal_hint: "Persönliche Daten und Geheimnisse sind verdeckt. Dass Sie sie aufdecken, wird vermerkt.",
  revealed: "Nichts ist verdeckt. Dass Sie es angesehen haben, steht im Verlauf.",
  our_frames: "Unsere eigenen Aufrufe",
  other_frames: "%{smart_count} Aufruf in Bibliotheken |||| %{smart_count} Aufrufe in Bibliotheken",
  first_run: "Erster Lauf",
  sent: "Gesendet",
  got: "Erhalten",
  edited: "Die Nutzdaten wurden bearbeitet",
  scheduled_for: "Geplant für %{time}",
  waits: "Er wartet dort bis dahin; er lässt sich zurücknehmen.",
  after_tries:
    "nach %{smart_count} selbsttätiger Wiederholung |||| nach %{smart_count} selbsttätigen Wiederholungen",
  no_tries: "ohne selbsttätige Wiederholung",
  nothing_yet: "Noch nichts.",
  succeeded: "Das Lied ist fertig.",
  first_error_unknown: "Er ist fehlgeschlagen. Der Fehler wurde nicht aufgehoben.",
  taken_back: "Sie wurde abgebrochen, bevor sie fertig war.",
  ended: "Sie wurde von Hand beendet, bevor man etwas von ihr gehört hat.",
};
