import type { Entry } from "./sentence";

/** Acting on many at once: what refuses the whole, and why an item is left out. */
export const bulk = {
  nothing_selected: { status: 422, says: "Nothing matches any more, so nothing was started." },
  over_the_limit: {
    status: 403,
    says: [
      "This is %{total} at once; your role may act on %{limit}. Nothing was started. Narrow the filter, or ask an admin.",
      "This is more at once than your role may act on. Nothing was started. Narrow the filter, or ask an admin.",
    ],
  },
  not_from_here: {
    status: 409,
    says: [
      "It is %{state} already. Nothing was changed.",
      "It is in another state by now. Nothing was changed.",
    ],
  },

  // Of one field.
  "selected.nothing": "Select at least one.",
  "note_missing.resolutions": "Say how they were resolved, so that the next person knows.",
  "note_missing.generations": "Say why they are generated.",
  "note_missing.bulk": "Say why, so that the next person knows.",
  until_missing: "Say until when.",
  "assignee_missing.many": "Say who, or nobody.",

  // Why an item is left out, by the code with which its own operation refuses.
  refused: "Refused (%{by}).",
  "already_resolved.item": "Resolved already.",
  "already_recovered.item": "Recovered already: the song has been made.",
  "already_retrying.item": "Being retried already.",
  "already_generating.item": "The song is being generated already.",
  "erased.item": "The customer's data was erased.",
  "not_retryable.item": "The event cannot be sent again.",
  "note_required.item": "A note is needed.",
  "no_such_staff.item": "The assignee is no longer staff.",
  "time_is_past.item": "The time had passed.",
  "not_found.item": "Deleted meanwhile.",
  "not_done.item": "It could not be done; the others were.",
  "changed_meanwhile.item": "Changed meanwhile.",
  "nothing_missing.item": "Every variant is there already.",
  "not_paid.item": "The order is not paid for.",
  "has_open_failure.item": "A failure of it is open: retry or resolve that first.",
} as const satisfies Record<string, Entry>;
