import type { Template } from "./sentence";
import type { songs as english } from "./songs";

export const songs: Record<keyof typeof english, Template> = {
  no_audio: "Lied %{variant_number} hat keinen Ton: Es %{generation_status}.",
  audio_missing: "Die Tondatei dieses Lieds liegt nicht da, wo sie sein sollte.",
  audio_empty: "Das Lied ist kaputt: Seine Tondatei ist leer. Es muss neu erzeugt werden.",
  bad_storage_path: "Die Tondatei dieses Lieds ist falsch abgelegt. Wir wissen davon.",
  storage_unavailable:
    "Das Lied lässt sich gerade nicht holen. Versuchen Sie es in einer Minute noch einmal.",

  already_revoked: [
    "%{changed_by} hat diesen Link %{changed_at} zurückgezogen. Es wurde nichts geändert.",
    "Dieser Link wurde %{changed_at} zurückgezogen. Es wurde nichts geändert.",
    "Der Link ist schon gesperrt. Es wurde nichts geändert.",
  ],
  not_revoked: "Der Link ist nicht gesperrt. Es wurde nichts geändert.",
  "changed_meanwhile.link": [
    "%{changed_by} hat das %{changed_at} geändert, nachdem Sie es geöffnet hatten. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
    "Das wurde %{changed_at} geändert, nachdem Sie es geöffnet hatten. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
    "Das wurde geändert, nachdem Sie es geöffnet haben. Sehen Sie den jetzigen Stand an und entscheiden Sie dann neu.",
  ],

  no_song: "Hinter diesem Link ist kein Lied.",
  too_many: "Danach wurde zu oft gefragt. Warten Sie ein wenig und versuchen Sie es dann noch einmal.",
  not_ready: "Das Lied wird noch erzeugt. Versuchen Sie es in ein paar Minuten noch einmal.",
  "not_ready.failed": "Bei uns ist etwas schiefgegangen, wir sind dran. Das Lied ist noch nicht fertig.",
  no_download: "Dieses Lied ist zum Anhören da, nicht zum Herunterladen.",
  "internal.song": "Bei uns ist etwas schiefgegangen. Versuchen Sie es in einer Minute noch einmal.",

  "reason_missing.link": "Schreiben Sie, warum, damit es auch die anderen wissen.",
  link_note_too_long: "Eine Notiz hat höchstens %{maximum} Zeichen.",
  link_end_malformed: "Geben Sie Datum und Uhrzeit an, etwa 2026-12-24T18:00:00Z.",
  link_end_past: "Diese Zeit ist vorbei. Um einen Link sofort zu beenden, sperren Sie ihn.",
  no_settings: "Geben Sie an, was eingestellt werden soll: expires_at, allow_download oder allow_embed.",
};
