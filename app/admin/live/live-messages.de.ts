import type { liveMessages as english } from "./live-messages";

export const liveMessages: typeof english = {
  mark: {
    connecting: "Verbindet",
    live: "Live",
    polling: "Fragt alle 5 s nach",
    paused: "Angehalten",
    stale: "Nicht aktuell seit %{time}",
    never: "Keine Verbindung",
  },
  meaning: {
    connecting: "Wartet auf das erste Wort des Servers.",
    live: "Was geschieht, wird gemeldet, sobald es geschieht.",
    polling: "Live-Meldungen kommen nicht durch, darum fragt diese Seite alle 5 Sekunden nach.",
    paused: "Solange Zeilen ausgewählt sind, ändert sich auf der Seite nichts. Danach holt sie auf.",
    stale: "Der Server antwortet nicht. Diese Seite zeigt den bisher bekannten Stand und versucht es weiter.",
    never: "Der Server antwortet nicht. Diese Seite versucht es weiter.",
  },
  pill: {
    new: "%{count} neuer Job · Zeigen |||| %{count} neue Jobs · Zeigen",
    uncertain: "Vieles hat sich geändert · Zeigen",
  },
  presence: {
    one: "%{name} sieht sich das gerade an",
    two: "%{first} und %{second} sehen sich das gerade an",
    many: "%{name} und %{smart_count} andere Person sehen sich das gerade an |||| %{name} und %{smart_count} andere sehen sich das gerade an",
  },
};
