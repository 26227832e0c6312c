import type { requests as english } from "./requests";
import type { Template } from "./sentence";

export const requests: Record<keyof typeof english, Template> = {
  internal:
    "Auf dem Server ist etwas schiefgegangen; es wurde als %{request_id} aufgezeichnet. Sehen Sie den jetzigen Stand an, bevor Sie es noch einmal versuchen.",
  invalid: "Einige Angaben stimmen nicht.",
  invalid_query: [
    "Die Adresse hat Angaben, die nicht stimmen: %{parameters}. Möglich sind: %{allowed}. Setzen Sie Suche und Filter zurück.",
    "Die Adresse hat Angaben, die nicht stimmen: %{parameters}. Setzen Sie Suche und Filter zurück.",
  ],
  not_found:
    "%{what} gibt es nicht. Vielleicht wurde hier etwas gelöscht, oder die Adresse ist unvollständig.",
  "not_found.mistyped": "%{what} gibt es nicht. Die Adresse ist unvollständig oder vertippt.",
  "not_found.resource": "Unter %{path} gibt es nichts.",
  method_not_allowed: [
    "Diese Adresse nimmt %{method} nicht an, nur %{allowed}. Es wurde nichts geändert.",
    "Diese Seite nimmt %{method} nicht an. Es wurde nichts geändert.",
  ],
  "method_not_allowed.song": "Lieder können hier nur gelesen werden.",
  "method_not_allowed.picture": "Bilder können hier nur gelesen werden.",
  not_json: "Die Anfrage ist kein JSON. Es wurde nichts geändert.",
  not_a_form: "Diese Seite nimmt an, was ihr eigenes Formular sendet. Öffnen Sie sie und füllen Sie es aus.",
  malformed_json: "Die Anfrage ist unterwegs beschädigt worden. Es wurde nichts geändert.",
  too_deep: "Die Anfrage ist zu tief verschachtelt. Es wurde nichts geändert.",
  too_large: "Die Anfrage ist größer als %{mebibytes} MiB. Senden Sie weniger auf einmal.",
  bad_idempotency_key: "Die Anfrage hat keinen gültigen Schlüssel. Laden Sie die Seite neu.",
  in_progress: "Die erste Anfrage läuft noch. Fragen Sie gleich noch einmal.",
  key_reused: "Dieser Schlüssel gehört schon zu einer anderen Anfrage. Laden Sie die Seite neu.",
  database_unavailable:
    "Die Datenbank antwortet gerade nicht. Es wurde nichts geändert; versuchen Sie es in ein paar Sekunden noch einmal.",
  database_lost:
    "Die Datenbank antwortet nicht mehr. Falls etwas geändert werden sollte, ist nicht bekannt, ob es geschehen ist: Sehen Sie in ein paar Sekunden noch einmal nach, bevor Sie es wiederholen.",
  schema_not_exposed:
    "Die API von Supabase liefert das Schema desk nicht aus. Fügen Sie desk zu den freigegebenen Schemas des Projekts hinzu (docs/install.md).",
  schema_missing:
    "Der Desk ist in dieser Datenbank nicht oder nicht vollständig installiert. Führen Sie npm run migrate aus.",
  schema_older:
    "Die Datenbank hat ein älteres Schema des Desks, als dieser Server braucht. Führen Sie npm run migrate aus.",
  schema_other:
    "Die Datenbank hat ein anderes Schema des Desks als das, für das dieser Server gebaut wurde. Bauen Sie den Server aus derselben Version, und führen Sie dann npm run migrate aus.",
  secret_key_refused:
    "Supabase lehnt den geheimen Schlüssel des Servers ab. Kopieren Sie den geheimen Schlüssel des Projekts, das SUPABASE_URL nennt.",
  secret_key_is_public:
    "Der geheime Schlüssel des Servers darf das Schema desk nicht benutzen, ist also nicht der geheime Schlüssel des Projekts. Prüfen Sie, ob die beiden Schlüssel vertauscht sind.",
  publishable_key_refused:
    "Supabase lehnt SUPABASE_PUBLISHABLE_KEY ab. Kopieren Sie den öffentlichen Schlüssel des Projekts, das SUPABASE_URL nennt.",
  stopping: "Dieser Server hält gleich an. Noch antwortet er; senden Sie neue Anfragen an einen anderen.",
  damaged:
    "Ein Fehler hat diesen Prozess in einen unbekannten Zustand gebracht. Noch antwortet er; ersetzen Sie ihn.",
  foreign_origin:
    "Diese Anfrage kam von einer fremden Seite und wurde abgelehnt. Es wurde nichts geändert. Öffnen Sie %{site} und machen Sie es dort.",
  host_not_passed:
    "Der Proxy vor diesem Server gibt die Kopfzeile %{header} nicht weiter: Darin muss „%{host}“ stehen, wie in PUBLIC_URL. Für nginx: proxy_set_header Host $host; Es wurde nichts geändert.",
  not_signed:
    "Das darf nur Inngest fragen, und es unterschreibt, was es sendet. Gleichen Sie die App im Dashboard oder mit der API von Inngest ab.",
  no_function: "Die Adresse nennt keine Funktion: fnId fehlt.",
  unknown_format: "Diese Seite beschreibt ihre Lieder nur als JSON: format=json.",

  no_such_field: "Dieses Feld gibt es nicht.",
  malformed: "Das passt hier nicht (%{problem}).",
  not_storable: "Darin sind Zeichen, die nicht gespeichert werden können.",
  time_malformed: "Geben Sie die Zeit mit ihrer Zone an, etwa 2026-03-14T09:00:00Z.",
  time_past: "Diese Zeit ist vorbei. Wählen Sie eine spätere.",
  nothing_to_change: "Geben Sie an, was geändert werden soll.",
};
