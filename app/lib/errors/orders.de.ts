import type { orders as english } from "./orders";
import type { Template } from "./sentence";

export const orders: Record<keyof typeof english, Template> = {
  "already_generating.order": [
    "Lied %{variant_number} wird schon erzeugt, von %{requested_by} %{requested_at} angefordert. Es wurde nichts ein zweites Mal gesendet.",
    "Lied %{variant_number} wird schon erzeugt, von Reprise %{requested_at} angefordert. Es wurde nichts ein zweites Mal gesendet.",
    "Lied %{variant_number} wird schon erzeugt. Es wurde nichts ein zweites Mal gesendet.",
    "Ein Lied dieser Bestellung wird schon erzeugt. Es wurde nichts ein zweites Mal gesendet.",
  ],
  erased:
    "Die Daten des Bestellers sind gelöscht; darum kann nichts mehr erzeugt werden. Es wurde nichts geändert.",
  no_customer: "Die Bestellung hat keinen Besteller, und ein Lied gehört zu einem. Es wurde nichts geändert.",
  "erased.songs": "Die Daten des Bestellers sind gelöscht, und die Lieder mit ihnen.",
  "invalid.generation": "Wählen Sie Lieder von 1 bis 5 und schreiben Sie, warum noch einmal erzeugt wird.",
  nothing_under_way:
    "Für diese Lieder wird nichts mehr erzeugt. Es wurde nichts geändert; sehen Sie den jetzigen Stand an.",
  no_former_song:
    "Dieses Lied ist nicht mehr aufgehoben, oder es ist schon zurück. Es wurde nichts geändert.",
  "role_required.erasure":
    "Nur die Verwaltung kann die Daten eines Bestellers löschen. Es wurde nichts geändert.",
  is_staff: "Dieses Konto gehört zum Team und kann hier nicht gelöscht werden. Es wurde nichts geändert.",
  generating:
    "Für diese Person wird gerade ein Lied erzeugt. Es wurde nichts geändert; warten Sie, bis es fertig ist, oder halten Sie es erst an.",

  "under_way.song":
    "Für diese Person wird gerade ein Lied erzeugt. Warten Sie, bis es fertig ist, oder halten Sie es an.",
  "under_way.songs":
    "Für diese Person werden gerade %{count} Lieder erzeugt. Warten Sie, bis sie fertig sind, oder halten Sie sie an.",

  variants_missing: "Wählen Sie mindestens ein Lied.",
  variant_twice: "Nennen Sie jedes Lied nur einmal.",
  reason_too_long: "Ein Grund hat höchstens %{maximum} Zeichen.",
  "reason_missing.generation": "Schreiben Sie, warum noch einmal erzeugt wird.",
  "reason_missing.stop": "Schreiben Sie, warum angehalten wird.",
  "reason_missing.restoration": "Schreiben Sie, warum es zurückgeholt wird.",
  "reason_missing.erasure": "Schreiben Sie, warum; etwa, wer darum gebeten hat.",
  brief_unchanged: "Ändern Sie mindestens ein Feld.",
  recipient_missing: "Geben Sie an, für wen das Lied ist.",
  recipient_too_long: "Geben Sie in höchstens %{maximum} Zeichen an, für wen das Lied ist.",
  occasion_missing: "Nennen Sie den Anlass.",
  occasion_too_long: "Nennen Sie den Anlass in höchstens %{maximum} Zeichen.",
  genre_missing: "Nennen Sie die Musikrichtung.",
  genre_too_long: "Nennen Sie die Musikrichtung in höchstens %{maximum} Zeichen.",
  mood_missing: "Nennen Sie die Stimmung.",
  mood_too_long: "Nennen Sie die Stimmung in höchstens %{maximum} Zeichen.",
  language_malformed: "Geben Sie die Sprache als Kürzel an, etwa „en“ oder „pt-BR“.",
  message_too_long: "Eine Botschaft hat höchstens %{maximum} Zeichen.",
};
