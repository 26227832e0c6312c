import type { Entry } from "./sentence";

/** Signing in, passwords, invitations, roles. */
export const staff = {
  "invalid.sign_in": { status: 422, says: "Enter your e-mail address and your password." },
  invalid_email: { status: 422, says: "Enter your e-mail address." },
  wrong_credentials: { status: 400, says: "The e-mail address or the password is not right." },
  account_too_large: {
    status: 422,
    says: "This account has too much data of its own (user metadata) to sign in here. Ask whoever runs the Supabase project to remove some.",
  },
  too_many_attempts: {
    status: 429,
    says: "Too many attempts. Wait %{minutes}, then try again.",
  },
  auth_unavailable: {
    status: 503,
    says: "Sign-in does not answer at the moment. Try again in a few seconds.",
  },
  "auth_unavailable.invitation": {
    status: 503,
    says: "Sign-in does not answer at the moment. The invitation is in the list; send it again in a few seconds.",
  },
  link_used: {
    status: 400,
    says: "This link has been used already, or has expired. Ask for a new one.",
  },
  password_refused: { status: 422, says: "This password will not do." },

  not_signed_in: {
    status: 401,
    says: "You are not signed in, or your session has ended. Sign in again.",
  },
  not_staff: {
    status: 403,
    says: [
      "You are signed in as %{email}, and that account is not staff. Ask an admin to add it, or sign in with another.",
      "You are signed in as a customer, and that account is not staff. Ask an admin to add it, or sign in with another.",
    ],
  },
  staff_disabled: {
    status: 403,
    says: "The account %{email} has been disabled. Ask an admin to enable it.",
  },
  role_required: {
    status: 403,
    says: "Your role is %{role}; this needs the role %{needed}. Ask an admin.",
  },
  admin_required: { status: 403, says: "Only an admin can change who is staff. Nothing was changed." },
  "not_found.staff": {
    status: 404,
    says: [
      "Nobody of the staff has the address %{email}. Look for them in the list of staff, which has the present addresses, or add them. Nothing was changed.",
      "Nobody of the staff has this id. Look at the list of staff anew. Nothing was changed.",
    ],
  },
  oneself: {
    status: 409,
    says: "You cannot take away your own rights. Another admin can. Nothing was changed.",
  },
  last_admin: {
    status: 409,
    says: "This is the last admin. Make somebody else admin first. Nothing was changed.",
  },
  already_staff: {
    status: 409,
    says: "%{full_name} is staff already, as %{role}. Nothing was changed. Roles are changed, and people enabled, in the list of staff.",
  },
  "already_staff.disabled": {
    status: 409,
    says: "%{full_name} is staff already, as %{role}, and disabled. Nothing was changed. Roles are changed, and people enabled, in the list of staff.",
  },
  no_invitation: {
    status: 404,
    says: "There is no such invitation any more: it was accepted or withdrawn. Look at the list of staff anew. Nothing was changed.",
  },
  invitation_not_sent: {
    status: 422,
    says: "Auth did not send the invitation: %{problem}. It is in the list; send it again, or ask for a link to hand over.",
  },

  // Of one field.
  email_incomplete: "Enter the whole address, such as name@example.com.",
  password_too_short: "Use at least %{minimum} characters.",
  password_too_long: "Use at most %{bytes} bytes.",
  passwords_differ: "The two are not the same.",
  password_as_before: "Choose another one than before.",
  password_too_easy: "This one is too easy to guess. Choose another.",
  not_present_password: "This is not your current password.",
  role_unknown: "Choose viewer, agent or admin.",
  name_missing: "Give a name.",
  name_too_long: "A name may have at most %{maximum} characters.",
} as const satisfies Record<string, Entry>;
