/**
 * What the server refuses with, by the code of the refusal. In English its own sentence is shown; a code that is not
 * here, or one whose sentence depends on the case, is shown in the server's words in every language.
 */
export const refusalMessages: Record<string, string> = {
  account_refused: "Dieses Konto darf die Konsole nicht benutzen.",
  already_complete: "Alle Lieder dieses Jobs sind schon fertig. Es wurde nichts gesendet.",
  already_generating: "Eine Variante dieser Bestellung wird gerade erzeugt. Es wurde nichts gesendet.",
  already_recovered: "Der Job ist inzwischen gelungen: Das Lied ist fertig. Es wurde nichts geändert.",
  already_resolved: "Der Job wurde inzwischen erledigt. Es wurde nichts geändert.",
  already_retrying: "Der Job wird schon wiederholt. Es wurde nichts ein zweites Mal gesendet.",
  already_sent:
    "Inngest hat diese Wiederholung schon, oder vielleicht schon. Sie lässt sich nicht mehr zurücknehmen.",
  busy: "Der Server ist gerade ausgelastet. Versuchen Sie es gleich noch einmal.",
  changed_meanwhile:
    "Der Job wurde geändert, nachdem Sie ihn geöffnet haben. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
  invalid: "Einige Angaben stimmen nicht.",
  malformed_cursor: "Die Adresse dieser Seite ist beschädigt. Gehen Sie zur ersten Seite zurück.",
  name_taken: "Sie haben schon eine Ansicht mit diesem Namen. Wählen Sie einen anderen.",
  not_found: "Das gibt es nicht. Vielleicht wurde es gelöscht, oder die Adresse ist unvollständig.",
  not_retryable:
    "Die Nutzdaten sind kein Ereignis, das noch einmal gesendet werden kann. Es wurde nichts gesendet; der Job kann erledigt werden.",
  nothing_selected: "Nichts davon kann jetzt bearbeitet werden. Es wurde nichts begonnen.",
  role_required: "Ihre Rolle erlaubt das nicht. Bitten Sie eine Administratorin oder einen Administrator.",
  still_open: "Der Job ist schon offen. Es wurde nichts geändert.",
  too_many_views: "Sie haben zu viele Ansichten. Löschen Sie erst eine.",
};
