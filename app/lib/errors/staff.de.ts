import type { Template } from "./sentence";
import type { staff as english } from "./staff";

export const staff: Record<keyof typeof english, Template> = {
  "invalid.sign_in": "Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.",
  invalid_email: "Geben Sie Ihre E-Mail-Adresse ein.",
  wrong_credentials: "Die E-Mail-Adresse oder das Passwort stimmt nicht.",
  account_too_large:
    "Dieses Konto hat zu viele eigene Daten (user metadata), um sich hier anzumelden. Bitten Sie die Verwaltung des Supabase-Projekts, einen Teil zu entfernen.",
  too_many_attempts: "Zu viele Versuche. Warten Sie %{minutes} und versuchen Sie es dann noch einmal.",
  auth_unavailable:
    "Die Anmeldung antwortet gerade nicht. Versuchen Sie es in ein paar Sekunden noch einmal.",
  "auth_unavailable.invitation":
    "Die Anmeldung antwortet gerade nicht. Die Einladung steht in der Liste; senden Sie sie in ein paar Sekunden noch einmal.",
  link_used: "Dieser Link wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen an.",
  password_refused: "Dieses Passwort geht nicht.",

  not_signed_in: "Sie sind nicht angemeldet, oder Ihre Sitzung ist zu Ende. Melden Sie sich noch einmal an.",
  not_staff: [
    "Sie sind als %{email} angemeldet, und dieses Konto gehört nicht zum Team. Bitten Sie die Verwaltung, es hinzuzufügen, oder melden Sie sich mit einem anderen an.",
    "Ihr Konto gehört nicht zum Team. Bitten Sie die Verwaltung, es hinzuzufügen, oder melden Sie sich mit einem anderen an.",
  ],
  staff_disabled: "Das Konto %{email} ist gesperrt. Bitten Sie die Verwaltung, es zu entsperren.",
  role_required: "Ihre Rolle ist %{role}; das braucht die Rolle %{needed}. Bitten Sie die Verwaltung.",
  admin_required: "Nur die Verwaltung kann ändern, wer zum Team gehört. Es wurde nichts geändert.",
  "not_found.staff": [
    "Niemand im Team hat die Adresse %{email}. Suchen Sie in der Liste des Teams, die die jetzigen Adressen hat, oder fügen Sie die Person hinzu. Es wurde nichts geändert.",
    "Niemand im Team hat diese ID. Sehen Sie noch einmal in die Liste des Teams. Es wurde nichts geändert.",
  ],
  oneself: "Die eigenen Rechte können Sie sich nicht nehmen; das kann jemand anderes in der Verwaltung.",
  last_admin:
    "Das ist die letzte Person in der Verwaltung. Geben Sie die Rolle erst jemand anderem. Es wurde nichts geändert.",
  already_staff:
    "%{full_name} gehört schon zum Team. Rolle: %{role}. Es wurde nichts geändert; das geht in der Liste des Teams mit „Bearbeiten“.",
  "already_staff.disabled":
    "%{full_name} gehört schon zum Team, ist aber gesperrt. Rolle: %{role}. Es wurde nichts geändert; das geht in der Liste des Teams mit „Entsperren“ und „Bearbeiten“.",
  no_invitation:
    "Diese Einladung gibt es nicht mehr: Sie wurde angenommen oder zurückgezogen. Es wurde nichts geändert.",
  invitation_not_sent:
    "Die Anmeldung hat die Einladung nicht verschickt: %{problem}. Sie steht in der Liste: Senden Sie sie noch einmal, oder lassen Sie sich einen Link zum Weitergeben zeigen.",

  email_incomplete: "Geben Sie die ganze Adresse ein, etwa name@example.com.",
  password_too_short: "Nehmen Sie mindestens %{minimum} Zeichen.",
  password_too_long: "Nehmen Sie höchstens %{bytes} Byte.",
  passwords_differ: "Die beiden sind nicht gleich.",
  password_as_before: "Wählen Sie ein anderes als bisher.",
  password_too_easy: "Dieses ist zu leicht zu erraten. Wählen Sie ein anderes.",
  not_present_password: "Das ist nicht Ihr aktuelles Passwort.",
  role_unknown: "Wählen Sie eine Rolle.",
  name_missing: "Geben Sie einen Namen an.",
  name_too_long: "Ein Name hat höchstens %{maximum} Zeichen.",
};
