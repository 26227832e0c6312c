import type { Entry } from "./sentence";

/** Acting on many at once: what refuses the whole, and why an item is left out. */
export const bulk = {
  nothing_selected: { status: 422, says: "Nothing matches any more. Nothing was started." },
  over_the_limit: {
    status: 403,
    says: [
      "This is %{total} at once; your role can act on %{limit}. Nothing was started. Narrow the filter, or ask an admin.",
      "This is more than your role can act on at once. Nothing was started. Narrow the filter, or ask an admin.",
    ],
  },
  not_from_here: {
    status: 409,
    says: ["It is already %{state}. Nothing was changed.", "Its state has changed. Nothing was changed."],
  },

  // Of one field.
  "selected.nothing": "Select at least one.",
  "note_missing.resolutions": "Say how they were resolved, so your colleagues know.",
  "note_missing.generations": "Say why you're generating them.",
  "note_missing.bulk": "Say why, so your colleagues know.",
  until_missing: "Choose until when.",
  "assignee_missing.many": "Choose a colleague, or Unassigned.",

  // Why an item is left out, by the code with which its own operation refuses.
  refused: "Refused (%{by}).",
  "already_resolved.item": "Already resolved.",
  "already_recovered.item": "Already recovered.",
  "already_retrying.item": "Already being retried.",
  "already_generating.item": "The song is already being generated.",
  "erased.item": "The customer's data was erased.",
  "no_customer.item": "The order has no customer.",
  "not_retryable.item": "The event can't be sent again.",
  "note_required.item": "A note is required.",
  "no_such_staff.item": "The assignee is no longer staff.",
  "time_is_past.item": "The time had passed.",
  "not_found.item": "Deleted in the meantime.",
  "not_done.item": "It couldn't be done. The others were.",
  "changed_meanwhile.item": "Changed in the meantime.",
  "nothing_missing.item": "No songs are missing.",
  "not_paid.item": "The order isn't paid.",
  "has_open_failure.item": "It has an open failure. Retry or resolve that first.",
} as const satisfies Record<string, Entry>;
