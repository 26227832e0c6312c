import type { accountMessages as english } from "./messages";

export const accountMessages: typeof english = {
  login: {
    title: "Anmelden",
    heading: "An der Konsole anmelden",
    email: "E-Mail",
    password: "Passwort",
    submit: "Anmelden",
    forgot: "Passwort vergessen?",
  },
  forgot: {
    title: "Passwort vergessen?",
    heading: "Ein neues Passwort wählen",
    text: "Geben Sie Ihre E-Mail-Adresse ein. Wenn es dazu ein Konto gibt, bekommen Sie einen Link, mit dem Sie ein neues Passwort wählen.",
    submit: "Link senden",
    sent: "Wenn es zu dieser Adresse ein Konto gibt, ist ein Link dorthin unterwegs. Er gilt einmal, eine Stunde lang.",
    back: "Zurück zur Anmeldung",
  },
  choose: {
    title: "Ein Passwort wählen",
    heading_invite: "Willkommen bei Reprise",
    heading_recovery: "Ein neues Passwort wählen",
    text_invite: "Wählen Sie ein Passwort für Ihr Konto. Sie sind damit gleich angemeldet.",
    text_recovery: "Wählen Sie ein neues Passwort für Ihr Konto. Alle anderen Sitzungen enden damit.",
    password: "Neues Passwort",
    hint: "Mindestens 10 Zeichen. Ein paar Wörter, die Sie sich merken, sind besser als eins, das Sie aufschreiben.",
    repeat: "Neues Passwort noch einmal",
    submit: "Passwort speichern",
    incomplete_heading: "Dieser Link ist unvollständig",
    incomplete: "Öffnen Sie den ganzen Link aus der E-Mail, oder fordern Sie einen neuen an.",
    again: "Neuen Link anfordern",
  },
  change: {
    title: "Passwort ändern",
    heading: "Passwort ändern",
    text: "Sie sind als %{email} angemeldet. Wenn Sie das Passwort ändern, enden alle anderen Sitzungen.",
    present: "Aktuelles Passwort",
    submit: "Passwort ändern",
    done: "Ihr Passwort ist geändert. Alle anderen Sitzungen sind zu Ende.",
    back: "Zurück zur Konsole",
  },
};
