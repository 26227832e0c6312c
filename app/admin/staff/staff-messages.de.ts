import type { staffMessages as english } from "./staff-messages";

export const staffMessages: typeof english = {
  title: "Team",
  description: "Wer die Konsole benutzen darf, und was jeder darin darf",
  list: "Team",
  shown: "%{smart_count} Mitglied |||| %{smart_count} Mitglieder",
  add: "Jemanden hinzufügen",
  you: "Sie",
  disabled: "Gesperrt",
  columns: { name: "Name", role: "Rolle", seen: "Zuletzt gesehen", actions: "Aktionen" },
  never: "War noch nie hier",
  disabled_since: "gesperrt",
  edit: "Bearbeiten",
  edit_label: "%{name} bearbeiten",
  disable: "Sperren",
  disable_label: "%{name} sperren",
  enable: "Entsperren",
  enable_label: "%{name} entsperren",
  enabled: "%{name} darf die Konsole wieder benutzen.",
  may: {
    viewer: "Sieht alles, nur nicht, wer die Besteller sind, und ändert nichts.",
    agent: "Wiederholt, erledigt, erzeugt und teilt; sieht, wer die Besteller sind.",
    admin: "Alles, auch das Team und Löschungen.",
  },
  form: {
    add: "Jemanden ins Team aufnehmen",
    edit: "%{name} bearbeiten",
    email: "E-Mail",
    email_hint: "Wer schon ein Konto hat, behält sein Passwort; sonst wird hier ein Konto angelegt.",
    name: "Name",
    name_hint: "Wie andere ihn sehen. Ohne Angabe wird er aus der Adresse gebildet.",
    role: "Rolle",
    submit_add: "Hinzufügen",
    submit_edit: "Speichern",
    submitting: "Wird gespeichert",
    added: "%{name} gehört zum Team.",
    saved: "Gespeichert: Es gilt ab der nächsten Anfrage.",
  },
  already: {
    active:
      "%{name} gehört schon zum Team. Rolle: %{role}. Es wurde nichts geändert; das geht in der Liste des Teams mit „Bearbeiten“.",
    disabled:
      "%{name} gehört schon zum Team, ist aber gesperrt. Rolle: %{role}. Es wurde nichts geändert; das geht in der Liste des Teams mit „Entsperren“ und „Bearbeiten“.",
  },
  password: {
    title: "Geben Sie dieses Passwort weiter",
    text: "%{email} hat ein neues Konto. Dieses Passwort wird nur dieses eine Mal gezeigt und nirgends aufgehoben: Geben Sie es persönlich weiter, und lassen Sie es ändern.",
    label: "Passwort",
    copy: "Passwort kopieren",
    done: "Fertig",
  },
  disabling: {
    title: "%{name} sperren?",
    text: "Schon die nächste Anfrage wird abgelehnt, wo auch immer das Konto angemeldet ist. Was damit getan wurde, bleibt im Verlauf, und es lässt sich wieder entsperren.",
    submit: "Sperren",
    submitting: "Wird gesperrt",
    done: "%{name} ist gesperrt: Schon die nächste Anfrage wird abgelehnt.",
  },
  not_admin: {
    title: "Um das Team kümmert sich die Verwaltung",
    text: "Ihre Rolle ist %{role}. Bitten Sie %{names}, jemanden hinzuzufügen oder eine Rolle zu ändern.",
    text_nobody:
      "Ihre Rolle ist %{role}. Bitten Sie die Verwaltung, jemanden hinzuzufügen oder eine Rolle zu ändern.",
    back: "Zur Übersicht",
  },
};
