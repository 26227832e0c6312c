import type { bulk as english } from "./bulk";
import type { Template } from "./sentence";

export const bulk: Record<keyof typeof english, Template> = {
  nothing_selected: "Nichts davon kann jetzt bearbeitet werden. Es wurde nichts begonnen.",
  over_the_limit: [
    "Das sind %{total} auf einmal; Ihre Rolle darf %{limit} bearbeiten. Es wurde nichts begonnen. Engen Sie den Filter ein oder bitten Sie die Verwaltung.",
    "Das sind mehr auf einmal, als Ihre Rolle bearbeiten darf. Es wurde nichts begonnen. Engen Sie den Filter ein oder bitten Sie die Verwaltung.",
  ],
  not_from_here: [
    "Die Sammelaktion %{state} schon. Es wurde nichts geändert.",
    "Die Sammelaktion ist inzwischen in einem anderen Zustand. Es wurde nichts geändert.",
  ],

  "selected.nothing": "Wählen Sie mindestens einen aus.",
  "note_missing.resolutions":
    "Schreiben Sie, wie die Jobs erledigt wurden, damit es auch die anderen wissen.",
  "note_missing.generations": "Schreiben Sie, warum erzeugt wird.",
  "note_missing.bulk": "Schreiben Sie, warum, damit es auch die anderen wissen.",
  until_missing: "Geben Sie an, bis wann.",
  "assignee_missing.many": "Geben Sie an, wem; oder niemandem.",

  refused: "Abgelehnt (%{by}).",
  "already_resolved.item": "Schon erledigt.",
  "already_recovered.item": "Schon gelungen: Das Lied ist fertig.",
  "already_retrying.item": "Wird schon wiederholt.",
  "already_generating.item": "Das Lied wird schon erzeugt.",
  "erased.item": "Die Daten des Bestellers sind gelöscht.",
  "no_customer.item": "Die Bestellung hat keinen Besteller.",
  "not_retryable.item": "Das Ereignis kann nicht noch einmal gesendet werden.",
  "note_required.item": "Es braucht eine Notiz.",
  "no_such_staff.item": "Die Person gehört nicht mehr zum Team.",
  "time_is_past.item": "Die Zeit war schon vorbei.",
  "not_found.item": "Inzwischen gelöscht.",
  "not_done.item": "Es ging nicht; die anderen sind erledigt.",
  "changed_meanwhile.item": "Inzwischen geändert.",
  "nothing_missing.item": "Alle Lieder sind schon da.",
  "not_paid.item": "Die Bestellung ist nicht bezahlt.",
  "has_open_failure.item": "Ein Fehler der Bestellung ist offen: Wiederholen oder erledigen Sie erst den.",
};
