import type { outboxMessages as english } from "./outbox-messages";

export const outboxMessages: typeof english = {
  title: "Zustellungen",
  description: "Ereignisse auf dem Weg zu Inngest",
  tabs: "Zustand",
  state: {
    all: "Alle",
    waiting: "Wartend",
    sending: "Wird gesendet",
    failing: "Mit Fehlern",
    scheduled: "Geplant",
  },
  list: "Zustellungen",
  shown: "%{smart_count} Zustellung gezeigt |||| %{smart_count} Zustellungen gezeigt",
  first: "Die erste Zustellung ist gezeigt |||| Die ersten %{smart_count} Zustellungen sind gezeigt",
  since: "Angefordert",
  mark: {
    waiting: "Wartet",
    sending: "Wird gesendet",
    failing: "Einmal fehlgeschlagen |||| %{smart_count}-mal fehlgeschlagen",
    poisoned: "Hängt fest: %{smart_count}-mal fehlgeschlagen",
    scheduled: "Geplant",
  },
  when: {
    waiting: "Jetzt fällig. Sie geht in wenigen Sekunden ab.",
    sending: "Sie wird gerade gesendet.",
    failing: "Nächster Versuch",
    interrupted: "Der sendende Server wurde angehalten. Ein anderer übernimmt.",
    scheduled: "Wird gesendet",
  },
  open_failure: "Fehlgeschlagenen Job öffnen",
  open_bulk: "Sammelaktion öffnen",
  event_id: "Ereignis-ID",
  send: "Jetzt senden",
  send_label: "Jetzt senden: %{id}",
  send_all: "Jetzt senden |||| Alle %{smart_count} jetzt senden",
  sending: "Wird gesendet",
  sent: "%{smart_count} Zustellung ist gesendet. |||| %{smart_count} Zustellungen sind gesendet.",
  still_waiting:
    "Inngest hat sie noch nicht angenommen; sie wartet weiter. |||| Inngest hat %{smart_count} davon noch nicht angenommen; sie warten weiter.",
  admins_only:
    "Ihre Rolle ist %{role}: Sofort senden darf nur die Verwaltung. Was fällig ist, wird von selbst gesendet.",
  poisoned:
    "Eine Zustellung schlägt immer wieder fehl. Wenn die anderen abgehen, wird sie so wohl nie angenommen: Lesen Sie ihren Fehler. |||| %{smart_count} Zustellungen schlagen immer wieder fehl. Wenn alle dasselbe melden, ist Inngest wohl nicht erreichbar, und sie gehen von selbst ab, sobald es wieder da ist.",
  empty: {
    title: "Alles ist gesendet",
    text: "Keine Zustellung wartet.",
  },
  empty_state: { title: "Hier ist nichts", text: "Keine Zustellung ist in diesem Zustand." },
};
