import type { outboxMessages as english } from "./outbox-messages";

export const outboxMessages: typeof english = {
  title: "Postausgang",
  description: "Ereignisse, die an Inngest gehen sollen und noch nicht gesendet sind",
  tabs: "Zustand",
  state: {
    all: "Alle",
    waiting: "Wartend",
    sending: "Wird gesendet",
    failing: "Mit Fehlern",
    scheduled: "Geplant",
  },
  list: "Ereignisse",
  shown: "%{smart_count} Ereignis gezeigt |||| %{smart_count} Ereignisse gezeigt",
  first:
    "Das erste %{smart_count} Ereignis ist gezeigt |||| Die ersten %{smart_count} Ereignisse sind gezeigt",
  since: "Verlangt",
  mark: {
    waiting: "Wartet",
    sending: "Wird gesendet",
    failing: "Einmal fehlgeschlagen |||| %{smart_count}-mal fehlgeschlagen",
    poisoned: "Hängt fest: %{smart_count}-mal fehlgeschlagen",
    scheduled: "Zurückgehalten",
  },
  when: {
    waiting: "Es ist fällig und geht in wenigen Sekunden ab.",
    sending: "Ein Server sendet es gerade.",
    failing: "Nächster Versuch",
    interrupted: "Der Server, der es sendete, wurde angehalten. Ein anderer übernimmt.",
    scheduled: "Zurückgehalten; geht ab",
  },
  open_failure: "Fehlgeschlagenen Job öffnen",
  open_bulk: "Sammelaktion öffnen",
  event_id: "Ereignis-ID",
  send: "Jetzt senden",
  send_label: "Jetzt senden: %{id}",
  send_all: "Dieses jetzt senden |||| Diese %{smart_count} jetzt senden",
  sending: "Wird gesendet",
  sent: "%{smart_count} Ereignis ist gesendet. |||| %{smart_count} Ereignisse sind gesendet.",
  still_waiting:
    "Inngest hat es noch nicht angenommen; es wartet weiter. |||| Inngest hat %{smart_count} davon noch nicht angenommen; sie warten weiter.",
  admins_only:
    "Ihre Rolle ist %{role}: Sofort senden darf nur die Verwaltung. Was fällig ist, wird von selbst gesendet.",
  poisoned:
    "Ein Ereignis schlägt immer wieder fehl. Wenn die anderen abgehen, wird es so wohl nie angenommen: Lesen Sie seinen Fehler. |||| %{smart_count} Ereignisse schlagen immer wieder fehl. Wenn alle dasselbe melden, ist Inngest wohl nicht erreichbar, und sie gehen von selbst ab, sobald es wieder da ist.",
  empty: {
    title: "Alles ist gesendet",
    text: "Kein Ereignis wartet. Was verlangt wird, geht sofort ab.",
  },
  empty_state: { title: "Hier ist nichts", text: "Kein wartendes Ereignis ist in diesem Zustand." },
};
