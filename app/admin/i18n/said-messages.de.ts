import type { SEARCH_PROBLEMS } from "~/lib/failed-jobs/search-query";
import { sentenceKey } from "./sentence-key";

/**
 * What the server, and the schemas that both sides share, say about one field or one of many items: the English
 * sentence, and the German one. The English desk shows the sentence itself.
 */
export const SENTENCES: Record<string, string> = {
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((number) => [
      `This order has no song ${number}. Nothing was sent.`,
      `Diese Bestellung hat kein Lied ${number}. Es wurde nichts gesendet.`,
    ]),
  ),
  "A message may have at most 2,000 characters.": "Eine Botschaft hat höchstens 2.000 Zeichen.",
  "A name may have at most 100 characters.": "Ein Name hat höchstens 100 Zeichen.",
  "A name may have at most 80 characters.": "Ein Name hat höchstens 80 Zeichen.",
  "A note may have at most 2,000 characters.": "Eine Notiz hat höchstens 2.000 Zeichen.",
  "A note may have at most 5,000 characters.": "Eine Notiz hat höchstens 5.000 Zeichen.",
  "A reason may have at most 2,000 characters.": "Ein Grund hat höchstens 2.000 Zeichen.",
  "A retry is for the order that failed. Nothing was sent.":
    "Wiederholt wird für die Bestellung, die misslungen ist. Es wurde nichts gesendet.",
  "A search may have at most 200 characters.": "Eine Suche hat höchstens 200 Zeichen.",
  "A search may have at most 2,000 characters.": "Eine Suche hat höchstens 2.000 Zeichen.",
  "Being retried already.": "Wird schon wiederholt.",
  "Change at least one field.": "Ändern Sie mindestens ein Feld.",
  "Changed meanwhile.": "Inzwischen geändert.",
  "Choose at least one variant.": "Wählen Sie mindestens eine Variante.",
  "Choose somebody of the staff, or nobody.": "Wählen Sie jemanden aus dem Team, oder niemanden.",
  "Choose viewer, agent or admin.": "Wählen Sie eine Rolle.",
  "Deleted meanwhile.": "Inzwischen gelöscht.",
  "It could not be done; the others were.": "Es ging nicht; die anderen sind erledigt.",
  "Enter the whole address, such as name@example.com.":
    "Geben Sie die ganze Adresse ein, etwa name@example.com.",
  "A failure of it is open: retry or resolve that first.":
    "Ein Fehler der Bestellung ist offen: Wiederholen oder erledigen Sie erst den.",
  "Every variant is there already.": "Alle Varianten sind schon da.",
  "It is being generated already.": "Wird schon erzeugt.",
  "The order is not paid for.": "Die Bestellung ist nicht bezahlt.",
  "Give a date and time, such as 2026-12-24T18:00:00Z.": "Geben Sie Datum und Uhrzeit an.",
  "Give a name.": "Geben Sie einen Namen an.",
  'Give the language as a code, such as "en" or "pt-BR".':
    "Geben Sie die Sprache als Kürzel an, etwa „en“ oder „pt-BR“.",
  "Give the time with its zone, such as 2026-03-14T09:00:00Z.": "Geben Sie die Zeit mit ihrer Zone an.",
  "Give the view a name.": "Geben Sie der Ansicht einen Namen.",
  "It has been resolved.": "Der Job ist erledigt.",
  "It has characters that cannot be stored.": "Darin sind Zeichen, die nicht gespeichert werden können.",
  "It has recovered: the retry succeeded.": "Der Job ist gelungen: Die Wiederholung war erfolgreich.",
  "It is being retried already.": "Der Job wird schon wiederholt.",
  "Its event is nested so deeply that not all of it was kept, so it cannot be sent as it was. It can be resolved.":
    "Das Ereignis ist so tief verschachtelt, dass nicht alles davon aufbewahrt wurde; es lässt sich nicht senden, wie es war. Der Job kann erledigt werden.",
  "Its event is larger than what Inngest accepts here (INNGEST_MAX_EVENT_BYTES). It can be resolved.":
    "Das Ereignis ist größer, als Inngest es hier annimmt (INNGEST_MAX_EVENT_BYTES). Der Job kann erledigt werden.",
  "Its payload is not an Inngest event, so there is nothing to send again. It can be resolved.":
    "Die Nutzdaten sind kein Ereignis von Inngest; es gibt nichts noch einmal zu senden. Der Job kann erledigt werden.",
  "Name each variant once.": "Nennen Sie jede Variante nur einmal.",
  "Nobody of the staff who is enabled has this id.": "Diese Person gehört nicht (mehr) zum Team.",
  "Recovered already: the song has been made.": "Schon gelungen: Das Lied ist fertig.",
  "Resolved already.": "Schon erledigt.",
  "Say why you end the retry, so that the next person knows.":
    "Sagen Sie, warum Sie die Wiederholung beenden, damit die nächste Person Bescheid weiß.",
  "Say how it was resolved, so that the next person knows.":
    "Schreiben Sie, wie der Job erledigt wurde, damit es auch die anderen wissen.",
  "Say how they were resolved, so that the next person knows.":
    "Schreiben Sie, wie die Jobs erledigt wurden, damit es auch die anderen wissen.",
  "Say the genre.": "Nennen Sie die Musikrichtung.",
  "Say the genre in at most 100 characters.": "Nennen Sie die Musikrichtung in höchstens 100 Zeichen.",
  "Say the mood.": "Nennen Sie die Stimmung.",
  "Say the mood in at most 100 characters.": "Nennen Sie die Stimmung in höchstens 100 Zeichen.",
  "Say the occasion.": "Nennen Sie den Anlass.",
  "Say the occasion in at most 100 characters.": "Nennen Sie den Anlass in höchstens 100 Zeichen.",
  "Say until when.": "Geben Sie an, bis wann.",
  "Say what is to change.": "Geben Sie an, was geändert werden soll.",
  "Say what to set: expires_at, allow_download or allow_embed.": "Geben Sie an, was eingestellt werden soll.",
  "Say who, or nobody.": "Geben Sie an, wem; oder niemandem.",
  "Say whom the song is for.": "Geben Sie an, für wen das Lied ist.",
  "Say whom the song is for in at most 100 characters.":
    "Geben Sie in höchstens 100 Zeichen an, für wen das Lied ist.",
  "Say why it is generated again.": "Schreiben Sie, warum noch einmal erzeugt wird.",
  "Say why it is stopped.": "Schreiben Sie, warum angehalten wird.",
  "Say why it is brought back.": "Schreiben Sie, warum es zurückgeholt wird.",
  "Say why the payload was changed.": "Schreiben Sie, warum die Nutzdaten geändert wurden.",
  "Say why they are generated.": "Schreiben Sie, warum erzeugt wird.",
  "Say why, so that the next person knows.": "Schreiben Sie, warum, damit es auch die anderen wissen.",
  "Say why, such as who asked for it.": "Schreiben Sie, warum; etwa, wer darum gebeten hat.",
  "Select at least one order.": "Wählen Sie mindestens eine Bestellung aus.",
  "Select at least one.": "Wählen Sie mindestens einen aus.",
  "The assignee is no longer staff.": "Die Person gehört nicht mehr zum Team.",
  "The customer's data was erased.": "Die Daten des Bestellers sind gelöscht.",
  "The event cannot be sent again.": "Das Ereignis kann nicht noch einmal gesendet werden.",
  "The song is being generated already.": "Das Lied wird schon erzeugt.",
  "The time had passed.": "Die Zeit war schon vorbei.",
  "This is masked. Reveal the payload first.": "Das ist verdeckt. Decken Sie die Nutzdaten erst auf.",
  "This is no address of this list.": "Das ist keine Adresse dieser Liste.",
  "This time is past. Choose a later one.": "Diese Zeit ist vorbei. Wählen Sie eine spätere.",
  "This time is past. To end a link at once, revoke it.":
    "Diese Zeit ist vorbei. Um einen Link sofort zu beenden, sperren Sie ihn.",
  "Write something first.": "Schreiben Sie erst etwas.",
  "You have a view of this name already.": "Sie haben schon eine Ansicht mit diesem Namen.",
  "A note is needed.": "Es braucht eine Notiz.",
};

/** What is wrong with a term of a search, after the term and a colon. */
export const searchProblemMessages: Record<(typeof SEARCH_PROBLEMS)[number], string> = {
  not_closed: "Das Anführungszeichen ist nicht geschlossen.",
  no_value: "Es fehlt ein Wert, etwa %{example}.",
  twice: "Das steht schon da; lassen Sie eines davon.",
  assignee: "Schreiben Sie me, nobody oder eine E-Mail-Adresse.",
  order:
    "Die Nummer einer Bestellung, oder mindestens ihre ersten vier Zeichen, hat Ziffern, a bis f und Striche.",
  payload: "Schreiben Sie ein Feld und seinen Wert, etwa payload:customization.genre=pop, oder einen Text.",
  one_of: "Möglich sind %{values}.",
  whole_values:
    "Ihre Rolle sieht verdeckte Daten und sucht nur nach ganzen Werten: mit email:, order:, event:, run:, type: oder payload:feld=wert.",
};

export const saidMessages: Record<string, string> = Object.fromEntries(
  Object.entries(SENTENCES).map(([english, german]) => [sentenceKey(english), german]),
);
