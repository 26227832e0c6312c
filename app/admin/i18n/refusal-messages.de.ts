/**
 * What the server refuses with, by the code of the refusal. In English its own sentence is shown; here is one for every
 * code that can reach the desk, which a test holds against the sources (refusal-messages.test.ts).
 */
export const refusalMessages: Record<string, string> = {
  admin_required: "Nur die Verwaltung kann ändern, wer zum Team gehört. Es wurde nichts geändert.",
  already_generating: "Eine Variante dieser Bestellung wird gerade erzeugt. Es wurde nichts gesendet.",
  already_recovered: "Der Job ist inzwischen gelungen: Das Lied ist fertig. Es wurde nichts geändert.",
  already_resolved: "Der Job wurde inzwischen erledigt. Es wurde nichts geändert.",
  already_retrying: "Der Job wird schon wiederholt. Es wurde nichts ein zweites Mal gesendet.",
  already_revoked: "Der Link ist schon gesperrt. Es wurde nichts geändert.",
  already_sent:
    "Inngest hat diese Wiederholung schon, oder vielleicht schon. Sie lässt sich nicht mehr zurücknehmen.",
  audio_empty: "Das Lied ist kaputt: Seine Tondatei ist leer. Es muss neu erzeugt werden.",
  audio_missing: "Die Tondatei dieses Lieds liegt nicht da, wo sie sein sollte.",
  auth_unavailable:
    "Die Anmeldung antwortet gerade nicht. Versuchen Sie es in ein paar Sekunden noch einmal.",
  bad_idempotency_key: "Die Anfrage hat keinen gültigen Schlüssel. Laden Sie die Seite neu.",
  bad_storage_path: "Die Tondatei dieses Lieds ist falsch abgelegt. Wir wissen davon.",
  changed_meanwhile:
    "Das wurde geändert, nachdem Sie es geöffnet haben. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
  database_lost:
    "Die Datenbank antwortet nicht mehr. Falls etwas geändert werden sollte, ist nicht bekannt, ob es geschehen ist: Sehen Sie in ein paar Sekunden noch einmal nach, bevor Sie es wiederholen.",
  database_unavailable:
    "Die Datenbank antwortet gerade nicht. Es wurde nichts geändert; versuchen Sie es in ein paar Sekunden noch einmal.",
  erased:
    "Die Daten des Bestellers sind gelöscht; darum kann nichts mehr erzeugt werden. Es wurde nichts geändert.",
  foreign_cursor:
    "Die Adresse dieser Seite gehört zu einer anderen Sortierung oder einem anderen Filter. Gehen Sie zur ersten Seite zurück.",
  foreign_origin: "Diese Anfrage kam von einer fremden Seite und wurde abgelehnt. Es wurde nichts geändert.",
  generating:
    "Für diese Person wird gerade ein Lied erzeugt. Es wurde nichts geändert; warten Sie, bis es fertig ist, oder halten Sie es erst an.",
  host_not_passed:
    "Der Proxy vor diesem Server gibt den Namen der Seite nicht weiter; das Protokoll nennt die fehlende Kopfzeile. Es wurde nichts geändert.",
  in_progress: "Die erste Anfrage läuft noch. Fragen Sie gleich noch einmal.",
  internal:
    "Auf dem Server ist etwas schiefgegangen; es wurde aufgezeichnet. Sehen Sie den jetzigen Stand an, bevor Sie es noch einmal versuchen.",
  invalid: "Einige Angaben stimmen nicht.",
  invalid_query: "Die Adresse hat Angaben, die nicht stimmen. Setzen Sie Suche und Filter zurück.",
  invitation_not_sent:
    "Die Anmeldung hat die Einladung nicht verschickt. Sie steht in der Liste: Senden Sie sie noch einmal, oder lassen Sie sich einen Link zum Weitergeben zeigen.",
  is_staff: "Dieses Konto gehört zum Team und kann hier nicht gelöscht werden. Es wurde nichts geändert.",
  key_reused: "Dieser Schlüssel gehört schon zu einer anderen Anfrage. Laden Sie die Seite neu.",
  last_admin:
    "Das ist die letzte Person in der Verwaltung. Geben Sie die Rolle erst jemand anderem. Es wurde nichts geändert.",
  malformed_cursor: "Die Adresse dieser Seite ist beschädigt. Gehen Sie zur ersten Seite zurück.",
  malformed_json: "Die Anfrage ist unterwegs beschädigt worden. Es wurde nichts geändert.",
  masked_data:
    "Ein Teil der Nutzdaten ist noch verdeckt. Decken Sie ihn auf, bevor Sie ihn bearbeiten. Es wurde nichts gesendet.",
  masked_search:
    "Ihre Rolle sieht verdeckte Daten und sucht nur nach ganzen Werten: mit email:, order:, event:, run:, type: oder payload:feld=wert.",
  method_not_allowed: "Diese Adresse nimmt eine solche Anfrage nicht an. Es wurde nichts geändert.",
  name_taken: "Sie haben schon eine Ansicht mit diesem Namen. Wählen Sie einen anderen.",
  no_invitation:
    "Diese Einladung gibt es nicht mehr: Sie wurde angenommen oder zurückgezogen. Es wurde nichts geändert.",
  no_audio: "Diese Variante hat keinen Ton: Sie ist nicht fertig.",
  not_found: "Das gibt es nicht. Vielleicht wurde es gelöscht, oder die Adresse ist unvollständig.",
  not_from_here:
    "Die Sammelaktion ist inzwischen in einem anderen Zustand, aus dem das nicht geht. Es wurde nichts geändert.",
  not_json: "Die Anfrage ist kein JSON. Es wurde nichts geändert.",
  not_retryable:
    "Die Nutzdaten sind kein Ereignis, das noch einmal gesendet werden kann. Es wurde nichts gesendet; der Job kann erledigt werden.",
  not_revoked: "Der Link ist nicht gesperrt. Es wurde nichts geändert.",
  not_signed_in: "Sie sind nicht angemeldet, oder Ihre Sitzung ist zu Ende. Melden Sie sich noch einmal an.",
  not_staff:
    "Ihr Konto gehört nicht zum Team. Bitten Sie die Verwaltung, es hinzuzufügen, oder melden Sie sich mit einem anderen an.",
  not_yours:
    "Diese Ansicht gehört jemand anderem. Ändern kann sie, wem sie gehört, und die Verwaltung; Sie können eine eigene speichern.",
  nothing_selected: "Nichts davon kann jetzt bearbeitet werden. Es wurde nichts begonnen.",
  no_former_song:
    "Dieses Lied ist nicht mehr aufgehoben, oder es ist schon zurück. Es wurde nichts geändert.",
  nothing_under_way:
    "Für diese Varianten wird nichts mehr erzeugt. Es wurde nichts geändert; sehen Sie den jetzigen Stand an.",
  nothing_waits: "Davon wartet nichts mehr: Es ist gesendet oder wird gerade gesendet.",
  oneself: "Die eigenen Rechte können Sie sich nicht nehmen; das kann jemand anderes in der Verwaltung.",
  over_the_limit:
    "Das sind mehr auf einmal, als Ihre Rolle bearbeiten darf. Es wurde nichts begonnen. Engen Sie den Filter ein oder bitten Sie die Verwaltung.",
  role_required: "Ihre Rolle erlaubt das nicht. Bitten Sie die Verwaltung.",
  staff_disabled: "Ihr Konto ist gesperrt. Bitten Sie die Verwaltung, es zu entsperren.",
  still_open: "Der Job ist schon offen. Es wurde nichts geändert.",
  storage_unavailable:
    "Das Lied lässt sich gerade nicht holen. Versuchen Sie es in einer Minute noch einmal.",
  too_deep: "Die Anfrage ist zu tief verschachtelt. Es wurde nichts geändert.",
  too_large: "Die Anfrage ist größer als 1 MiB. Senden Sie weniger auf einmal.",
  too_many_views: "Sie haben zu viele Ansichten. Löschen Sie erst eine.",
};

/** The same where the server says who was faster and when (components/refusal-facts.ts). */
export const refusalWithFactsMessages: Record<string, string> = {
  already_generating:
    "Variante %{number} wird schon erzeugt, von %{name} %{ago} angefordert. Es wurde nichts ein zweites Mal gesendet.",
  already_recovered: "Der Job ist %{ago} gelungen: Das Lied ist fertig. Es wurde nichts geändert.",
  already_resolved: "%{name} hat den Job %{ago} erledigt. Es wurde nichts geändert.",
  already_retrying: "%{name} hat den Job %{ago} wiederholt. Es wurde nichts ein zweites Mal gesendet.",
  already_revoked: "%{name} hat diesen Link %{ago} zurückgezogen. Es wurde nichts geändert.",
  changed_meanwhile:
    "%{name} hat das %{ago} geändert, nachdem Sie es geöffnet hatten. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
};
