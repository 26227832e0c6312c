import type { failedJobs as english } from "./failed-jobs";
import type { Template } from "./sentence";

export const failedJobs: Record<keyof typeof english, Template> = {
  not_retryable:
    "Die Nutzdaten sind kein Ereignis, das noch einmal gesendet werden kann. Es wurde nichts gesendet; der Job kann erledigt werden.",
  "not_retryable.because": "%{reason} Es wurde nichts gesendet.",
  already_retrying: [
    "%{changed_by} hat den Job %{changed_at} wiederholt. Es wurde nichts ein zweites Mal gesendet.",
    "Der Job wird seit %{changed_at} wiederholt. Es wurde nichts ein zweites Mal gesendet.",
    "Der Job wird schon wiederholt. Es wurde nichts ein zweites Mal gesendet.",
  ],
  already_resolved: [
    "%{changed_by} hat den Job %{changed_at} erledigt. Es wurde nichts geändert.",
    "Der Job wurde %{changed_at} erledigt. Es wurde nichts geändert.",
    "Der Job wurde inzwischen erledigt. Es wurde nichts geändert.",
  ],
  already_recovered: [
    "Der Job ist %{changed_at} gelungen: Das Lied ist fertig. Es wurde nichts geändert.",
    "Der Job ist inzwischen gelungen: Das Lied ist fertig. Es wurde nichts geändert.",
  ],
  already_generating: [
    "Lied %{variant_number} wird schon erzeugt, von %{requested_by} %{requested_at} angefordert. Es wurde nichts gesendet; warten Sie, bis das zu Ende ist.",
    "Lied %{variant_number} wird schon erzeugt, von Reprise %{requested_at} angefordert. Es wurde nichts gesendet; warten Sie, bis das zu Ende ist.",
    "Lied %{variant_number} dieser Bestellung wird gerade erzeugt. Es wurde nichts gesendet; warten Sie, bis das zu Ende ist.",
    "Ein Lied dieser Bestellung wird gerade erzeugt. Es wurde nichts gesendet; warten Sie, bis das zu Ende ist.",
  ],
  changed_meanwhile: [
    "%{changed_by} hat das %{changed_at} geändert, nachdem Sie es geöffnet hatten. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
    "Das wurde %{changed_at} geändert, nachdem Sie es geöffnet hatten. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
    "Das wurde geändert, nachdem Sie es geöffnet haben. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
  ],
  still_open: "Der Job ist schon offen. Es wurde nichts geändert.",
  already_sent:
    "Inngest hat diese Wiederholung schon, oder vielleicht schon. Sie lässt sich nicht mehr zurücknehmen.",
  masked_data:
    "Ein Teil der Nutzdaten ist noch verdeckt. Decken Sie ihn auf, bevor Sie ihn bearbeiten. Es wurde nichts gesendet.",

  "state.retrying": "Der Job wird schon wiederholt.",
  "state.resolved": "Der Job ist erledigt.",
  "state.recovered": "Der Job ist gelungen: Die Wiederholung war erfolgreich.",
  event_malformed:
    "Die Nutzdaten sind kein Ereignis von Inngest; es gibt nichts noch einmal zu senden. Der Job kann erledigt werden.",
  event_too_large:
    "Das Ereignis ist größer, als Inngest es hier annimmt (INNGEST_MAX_EVENT_BYTES). Der Job kann erledigt werden.",
  event_incomplete:
    "Das Ereignis ist so tief verschachtelt, dass nicht alles davon aufbewahrt wurde; es lässt sich nicht senden, wie es war. Der Job kann erledigt werden.",
  event_never: [
    "„%{name}“ wird nie wiederholt: %{why} Der Job kann erledigt werden.",
    "„%{name}“ wird nie wiederholt. Der Job kann erledigt werden.",
  ],
  event_other_order: "Wiederholt wird immer für die Bestellung, die misslungen ist.",
  event_unfit:
    "„%{place}“ im Ereignis ist nicht, was „%{name}“ braucht; es würde wieder misslingen. Der Job kann erledigt werden.",

  note_too_long: "Eine Notiz hat höchstens %{maximum} Zeichen.",
  "note_missing.resolution": "Schreiben Sie, wie der Job erledigt wurde, damit es auch die anderen wissen.",
  "note_missing.ending":
    "Sagen Sie, warum Sie die Wiederholung beenden, damit die nächste Person Bescheid weiß.",
  "note_missing.comment": "Schreiben Sie erst etwas.",
  "note_missing.payload": "Schreiben Sie, warum die Nutzdaten geändert wurden.",
  assignee_missing: "Wählen Sie jemanden aus dem Team, oder niemanden.",
  assignee_unknown: "Diese Person gehört nicht (mehr) zum Team.",
  masked: "Das ist verdeckt. Decken Sie die Nutzdaten erst auf.",
  other_order: "Wiederholt wird für die Bestellung, die misslungen ist. Es wurde nichts gesendet.",
  no_such_song: "Diese Bestellung hat kein Lied %{number}. Es wurde nichts gesendet.",
};
