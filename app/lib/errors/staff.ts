import type { Entry } from "./sentence";

/** Signing in, passwords, invitations, roles. */
export const staff = {
  "invalid.sign_in": { status: 422, says: "Enter your e-mail address and your password." },
  invalid_email: { status: 422, says: "Enter your e-mail address." },
  wrong_credentials: { status: 400, says: "Wrong e-mail address or password." },
  account_too_large: {
    status: 422,
    says: "This account has too much user metadata to sign in here. Ask the owner of the Supabase project to remove some.",
  },
  too_many_attempts: {
    status: 429,
    says: "Too many attempts. Wait %{minutes}, then try again.",
  },
  auth_unavailable: {
    status: 503,
    says: "Sign-in isn't responding. Try again in a few seconds.",
  },
  "auth_unavailable.invitation": {
    status: 503,
    says: "Sign-in isn't responding. The invitation is in the list. Send it again in a few seconds.",
  },
  link_used: {
    status: 400,
    says: "This link has already been used or has expired. Request a new one.",
  },
  password_refused: { status: 422, says: "This password can't be used." },

  not_signed_in: {
    status: 401,
    says: "You're not signed in, or your session has ended. Sign in again.",
  },
  not_staff: {
    status: 403,
    says: [
      "You are signed in as %{email}, which isn't a staff account. Ask an admin for an invitation, or use another account.",
      "You are signed in with a customer account, which isn't a staff account. Ask an admin for an invitation, or use another account.",
    ],
  },
  staff_disabled: {
    status: 403,
    says: "The account %{email} has been disabled. Ask an admin to enable it.",
  },
  role_required: {
    status: 403,
    says: "Your role is %{role}, but this requires the role %{needed}. Ask an admin.",
  },
  admin_required: { status: 403, says: "Only admins can manage staff. Nothing was changed." },
  "not_found.staff": {
    status: 404,
    says: [
      "No colleague has the address %{email}. Check the list of staff for their current address, or invite them. Nothing was changed.",
      "No colleague has this id. Reload the list of staff. Nothing was changed.",
    ],
  },
  oneself: {
    status: 409,
    says: "You can't reduce your own access. Another admin can. Nothing was changed.",
  },
  last_admin: {
    status: 409,
    says: "This is the last admin. Make a colleague admin first. Nothing was changed.",
  },
  already_staff: {
    status: 409,
    says: "%{full_name} is already on the staff as %{role}. Nothing was changed. Edit their role in the list of staff.",
  },
  "already_staff.disabled": {
    status: 409,
    says: "%{full_name} is already on the staff as %{role}, but disabled. Nothing was changed. Enable them in the list of staff.",
  },
  no_invitation: {
    status: 404,
    says: "This invitation was accepted or withdrawn. Reload the list of staff. Nothing was changed.",
  },
  invitation_not_sent: {
    status: 422,
    says: "Auth didn't send the invitation: %{problem}. It is in the list. Send it again, or create a link to share.",
  },

  // Of one field.
  email_incomplete: "Enter the full address, such as name@example.com.",
  password_too_short: "Use at least %{minimum} characters.",
  password_too_long: "Use at most %{bytes} bytes.",
  passwords_differ: "The passwords don't match.",
  password_as_before: "Choose a different password than before.",
  password_too_easy: "This password is too easy to guess. Choose another.",
  not_present_password: "This isn't your current password.",
  role_unknown: "Choose viewer, agent or admin.",
  name_missing: "Enter a name.",
  name_too_long: "A name can have up to %{maximum} characters.",
} as const satisfies Record<string, Entry>;
