import type { lists as english } from "./lists";
import type { Template } from "./sentence";

export const lists: Record<keyof typeof english, Template> = {
  malformed_cursor: "Die Adresse dieser Seite ist beschädigt. Gehen Sie zur ersten Seite zurück.",
  "malformed_cursor.timeline":
    "Die Adresse dieser Seite ist beschädigt. Gehen Sie zu den neuesten Einträgen zurück.",
  foreign_cursor:
    "Die Adresse dieser Seite gehört zu einer anderen Sortierung oder einem anderen Filter. Gehen Sie zur ersten Seite zurück.",
  masked_search: "In der Suche: %{problems}",
  name_taken: "Sie haben schon eine Ansicht mit diesem Namen. Wählen Sie einen anderen.",
  "name_taken.field": "Sie haben schon eine Ansicht mit diesem Namen.",
  too_many_views: "Sie haben %{limit} Ansichten dieser Liste. Löschen Sie erst eine.",
  not_yours:
    "Diese Ansicht gehört jemand anderem. Ändern kann sie, wem sie gehört, und die Verwaltung; Sie können eine eigene speichern.",
  nothing_waits: "Davon wartet nichts mehr: Es ist gesendet oder wird gerade gesendet.",

  view_unnamed: "Geben Sie der Ansicht einen Namen.",
  view_name_too_long: "Ein Name hat höchstens %{maximum} Zeichen.",
  not_of_this_list: "Das ist keine Adresse dieser Liste.",
  search_too_long: "Eine Suche hat höchstens %{maximum} Zeichen.",
  search: "In der Suche: %{problems}",
  "search.not_closed": "%{term}: Das Anführungszeichen ist nicht geschlossen.",
  "search.no_value": "%{term}: Es fehlt ein Wert, etwa %{example}.",
  "search.twice": "%{term}: Das steht schon da; lassen Sie eines davon.",
  "search.assignee": "%{term}: Schreiben Sie me, nobody oder eine E-Mail-Adresse.",
  "search.order":
    "%{term}: Die Nummer einer Bestellung, oder mindestens ihre ersten vier Zeichen, hat Ziffern, a bis f und Striche.",
  "search.payload":
    "%{term}: Schreiben Sie ein Feld und seinen Wert, etwa payload:customization.genre=pop, oder einen Text.",
  "search.one_of": "%{term}: Möglich sind %{values}.",
  "search.whole_values":
    "%{term}: Ihre Rolle sieht verdeckte Daten und sucht nur nach ganzen Werten: mit email:, order:, event:, run:, type: oder payload:feld=wert.",
  assignee_malformed: "Möglich sind me, nobody oder die ID von jemandem aus dem Team.",
  page_size_no_number: "Die Länge einer Seite ist eine Zahl.",
  page_size_no_whole_number: "Die Länge einer Seite ist eine ganze Zahl.",
  page_size_too_small: "Eine Seite hat mindestens %{minimum} Zeile.",
  page_size_too_large: "Eine Seite hat höchstens %{maximum} Zeilen.",
  day_malformed: "Geben Sie den Tag als Datum an, etwa 2026-11-24.",
  zone_unknown: "Geben Sie die Zeitzone mit ihrem IANA-Namen an, etwa Europe/Berlin.",
  two_places: "Geben Sie einen Cursor oder einen Tag an, nicht beides.",
  backwards: "Ein Zeitraum kann nicht enden, bevor er beginnt.",
  not_true: "Lassen Sie es weg, oder schreiben Sie true.",
  due_within_no_number: "Geben Sie die Zahl der Tage an.",
  due_within_no_whole_number: "Geben Sie ganze Tage an.",
  due_within_too_small: "Geben Sie %{minimum} Tage oder mehr an.",
  due_within_too_large: "Geben Sie höchstens %{maximum} Tage an.",
  days_no_number: "Die Tage sind eine Zahl.",
  days_too_few: "Fragen Sie nach mindestens einem Tag.",
  days_too_many: "Fragen Sie nach höchstens %{maximum} Tagen.",
  position_malformed: "Das ist keine Stelle des Live-Stroms. Lassen Sie sie weg, um neu zu beginnen.",
};
