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

/** What the server refuses with, by its code. */
export const refusals: Record<string, string> = {
  account_too_large:
    "Dieses Konto hat zu viele eigene Daten (user metadata), um sich hier anzumelden. Bitten Sie die Verwaltung des Supabase-Projekts, einen Teil zu entfernen.",
  auth_unavailable:
    "Die Anmeldung antwortet gerade nicht. Versuchen Sie es in ein paar Sekunden noch einmal.",
  database_unavailable:
    "Die Datenbank antwortet gerade nicht. Versuchen Sie es in ein paar Sekunden noch einmal.",
  invalid: "Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.",
  invalid_email: "Geben Sie Ihre E-Mail-Adresse ein.",
  link_used: "Dieser Link wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen an.",
  not_a_form: "Diese Seite nimmt an, was ihr eigenes Formular sendet. Öffnen Sie sie und füllen Sie es aus.",
  password_refused: "Dieses Passwort geht nicht.",
  too_large: "Das ist zu viel auf einmal.",
  too_many_attempts:
    "Zu viele Versuche. Warten Sie %{minutes} Minuten und versuchen Sie es dann noch einmal.",
  wrong_credentials: "Die E-Mail-Adresse oder das Passwort stimmt nicht.",
};

/** What the server says about one field: the English sentence, and the German one. */
export const fieldProblems: Record<string, string> = {
  "Enter the whole address, such as name@example.com.":
    "Geben Sie die ganze Adresse ein, etwa name@example.com.",
  "Use at least 10 characters.": "Nehmen Sie mindestens 10 Zeichen.",
  "Use at most 72 bytes.": "Nehmen Sie höchstens 72 Byte.",
  "The two are not the same.": "Die beiden sind nicht gleich.",
  "Choose another one than before.": "Wählen Sie ein anderes als bisher.",
  "This one is too easy to guess. Choose another.":
    "Dieses ist zu leicht zu erraten. Wählen Sie ein anderes.",
  "This is not your current password.": "Das ist nicht Ihr aktuelles Passwort.",
};
