import { actionMessages } from "~/admin/failed-jobs/actions/action-messages.de";
import type { failedJobMessages as english } from "./failed-job-messages";
import { groupMessages, listMessages } from "./list/list-messages.de";
import { paneMessages } from "./pane/pane-messages.de";

export const failedJobMessages: typeof english = {
  list: listMessages,
  groups: groupMessages,
  acting: actionMessages,
  pane: paneMessages,
  title: "Fehlgeschlagene Jobs",
  description: "Jobs, deren Versuche aufgebraucht sind und die auf einen Menschen warten",
  back: "Fehlgeschlagene Jobs",
  search: "Nach Fehler, E-Mail oder Bestellnummer suchen",
  shown: "%{smart_count} fehlgeschlagener Job gezeigt |||| %{smart_count} fehlgeschlagene Jobs gezeigt",
  table: "Fehlgeschlagene Jobs",
  tabs: "Zustand",
  all: "Alle",
  state: { open: "Offen", retrying: "In Wiederholung", recovered: "Gelungen", resolved: "Erledigt" },
  from: {
    urgency: "Gebraucht ab",
    newest: "Fehlgeschlagen bis",
    oldest: "Fehlgeschlagen ab",
  },
  sort: { urgency: "Dringendste zuerst", newest: "Neueste zuerst", oldest: "Älteste zuerst" },
  columns: {
    urgency: "Gebraucht",
    state: "Zustand",
    job: "Job und Fehler",
    customer: "Besteller",
    order: "Bestellung",
    attempts: "Versuche",
    age: "Seit",
  },
  urgency: {
    overdue: "%{smart_count} Tag überfällig |||| %{smart_count} Tage überfällig",
    today: "Heute fällig",
    tomorrow: "Morgen fällig",
    ahead: "in %{smart_count} Tag |||| in %{smart_count} Tagen",
    none: "Kein Datum",
  },
  no_order: "Keine Bestellung",
  job_type: { song_generation: "Liederzeugung" },
  empty: {
    title: "Nichts ist fehlgeschlagen",
    text: "Jeder Job ist gelaufen oder wird gerade bearbeitet. Neue Fehler erscheinen hier.",
  },
  empty_state: { title: "Hier ist nichts", text: "Kein fehlgeschlagener Job ist in diesem Zustand." },
  no_match: {
    title: "Nichts passt zu diesen Filtern",
    text: "Versuchen Sie einen Teil eines Fehlers, einen Teil einer E-Mail-Adresse oder eine ganze Bestellnummer.",
    text_masked:
      "Ihre Rolle sieht verdeckte Daten. Die Suche findet deshalb nur ganze Werte: eine E-Mail-Adresse, eine ID oder ein Feld wie payload:customization.genre=pop.",
    clear: "Filter aufheben",
  },
  sections: {
    error: "Was geschehen ist",
    stack: "Aufrufliste",
    payload: "Nutzdaten",
    history: "Versuche",
    waiting: "Wer wartet",
    job: "Job",
    act: "Bearbeiten",
    resolution: "Erledigung",
  },
  fields: {
    customer: "Besteller",
    song: "Lied",
    needed_by: "Gebraucht am",
    order: "Bestellung",
    type: "Art",
    first_failed: "Zuerst fehlgeschlagen",
    last_failed: "Zuletzt fehlgeschlagen",
    resolved: "Abgeschlossen",
    automatic: "Von selbst wiederholt",
    run: "Lauf",
    event: "Ereignis",
    id: "ID",
  },
  unknown_order: "Das Ereignis nennt keine Bestellung, die es gibt; wer wartet, kann niemand sagen.",
  open_order: "Bestellung öffnen",
  no_stack: "Mit diesem Fehler kam keine Aufrufliste.",
  advice: {
    quota_used_up:
      "Das Kontingent beim Liedanbieter ist aufgebraucht. Wiederholen hilft erst, wenn es erhöht ist: Sagen Sie der Technik Bescheid.",
    rate_limited:
      "Der Liedanbieter nimmt gerade keine Anfragen mehr an. Wiederholen Sie in ein paar Minuten.",
    moderation_refused:
      "Der Anbieter lehnt diese Worte ab und wird sie wieder ablehnen. Sprechen Sie mit dem Besteller über den Text und erledigen Sie den Job dann.",
    server_away:
      "Unser Server war nicht da oder hat Inngest nicht rechtzeitig geantwortet. Wiederholen Sie jetzt; schlägt es wieder fehl, sagen Sie der Technik Bescheid.",
    output_too_large:
      "Ein Schritt gab mehr zurück, als Inngest annimmt. Eine Wiederholung scheitert ebenso: Sagen Sie der Technik Bescheid.",
    run_lost: "Der Lauf begann, und man hat nichts mehr von ihm gehört. Wiederholen Sie jetzt.",
    run_cancelled:
      "Jemand hat den Lauf in Inngest abgebrochen. Wiederholen Sie jetzt, wenn das Lied noch gewünscht ist, oder erledigen Sie den Job.",
    run_unfinished:
      "Der Lauf endete, bevor alles Verlangte da war. Wiederholen Sie jetzt: Nur was fehlt, wird erzeugt.",
    bad_audio:
      "Was zurückkam, lässt sich nicht abspielen. Wiederholen Sie jetzt: Es entsteht ein neues Lied.",
    storage_refused:
      "Das Lied ist fertig, konnte aber nicht gespeichert werden. Bitten Sie die Technik, den Speicher zu prüfen, und wiederholen Sie dann.",
    provider_unavailable: "Der Liedanbieter hatte selbst eine Störung. Wiederholen Sie in ein paar Minuten.",
    bad_response:
      "Der Liedanbieter hat unverständlich geantwortet. Wiederholen Sie einmal; schlägt es wieder fehl, sagen Sie der Technik Bescheid.",
    provider_timeout: "Der Liedanbieter hat zu lange gebraucht. Wiederholen Sie jetzt: Meist klappt es dann.",
    unreachable: "Ein Dienst war über das Netz nicht erreichbar. Wiederholen Sie in ein paar Minuten.",
    database_error:
      "Die Datenbank hat abgelehnt oder war nicht erreichbar. Wiederholen Sie in ein paar Minuten.",
    nothing_made:
      "Der Lauf fand nichts, was er erzeugen konnte; der Fehler sagt, warum. Berichtigen Sie die Nutzdaten und wiederholen Sie den Job, oder erledigen Sie ihn.",
    bad_payload:
      "Der Job bekam Daten, mit denen er nichts anfangen kann. Berichtigen Sie die Nutzdaten und wiederholen Sie dann.",
    defect:
      "Unser eigenes Programm hat versagt. Eine Wiederholung scheitert ebenso: Sagen Sie der Technik Bescheid.",
    unknown:
      "Zu diesem Fehler gibt es noch keinen Rat. Lesen Sie, was er sagt; im Zweifel sagen Sie der Technik Bescheid.",
  },
  note: "Notiz",
  note_hint: "Geht mit dem, was Sie drücken. Zum Wiederholen freiwillig; zum Erledigen sagen Sie, wie.",
  refusal: {
    open: "Er ist schon offen.",
    retrying: "Eine Wiederholung läuft. Wenn sie zu Ende ist, kann er wieder bearbeitet werden.",
    resolved: "Er ist erledigt; es gibt nichts mehr zu tun.",
    recovered: "Eine Wiederholung ist gelungen; es gibt nichts mehr zu tun.",
  },
  kept_note: "Ihre Notiz bleibt erhalten.",
  progress: {
    label: "Fortschritt der Wiederholung %{attempt}",
    queued: "Eingereiht",
    sent: "Gesendet",
    running: "Läuft",
    succeeded: "Gelungen",
    failed: "Fehlgeschlagen",
    cancelled: "Abgebrochen",
    taken_back: "Zurückgenommen",
    lost: "Verloren",
    ended: "Von Hand beendet",
    now: {
      queued: "Wiederholung %{attempt} ist eingereiht.",
      sent: "Wiederholung %{attempt} ist gesendet.",
      running: "Wiederholung %{attempt} läuft.",
      succeeded: "Wiederholung %{attempt} ist gelungen: Der Job ist gerettet.",
      failed: "Wiederholung %{attempt} ist fehlgeschlagen.",
      cancelled: "Wiederholung %{attempt} wurde abgebrochen, bevor sie fertig war.",
      lost: "Wiederholung %{attempt} ist verloren: Inngest hat keinen Lauf davon.",
      ended: "Wiederholung %{attempt} wurde von Hand beendet.",
    },
    unreachable:
      "Inngest hat sie noch nicht angenommen. Die Wiederholung ist aufgehoben und wird gesendet, bis es sie annimmt.",
    no_run:
      "Gesendet, noch kein Lauf. Hat Inngest keinen, wird sie noch einmal gesendet; sie läuft trotzdem nur einmal.",
    sent_again: "Noch einmal gesendet:",
    last_error: "Letzter Fehler: %{error}",
  },
  attempt: {
    title: "Wiederholung %{attempt}",
    none: "Noch hat ihn niemand wiederholt.",
    by: "von %{name}",
    by_nobody: "von jemandem, der nicht mehr hier arbeitet",
    started: "Begonnen",
    ended: "Beendet",
    sent_event: "Was gesendet wurde und was zurückkam",
  },
  attempts_count: "%{smart_count} Wiederholung |||| %{smart_count} Wiederholungen",
};
