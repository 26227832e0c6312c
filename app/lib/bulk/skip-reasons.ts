const REASONS: Record<string, string> = {
  already_resolved: "Resolved already.",
  already_recovered: "Recovered already: the song has been made.",
  already_retrying: "Being retried already.",
  already_generating: "The song is being generated already.",
  nothing_missing: "Every variant is there already.",
  not_paid: "The order is not paid for.",
  has_open_failure: "A failure of it is open: retry or resolve that first.",
  erased: "The customer's data was erased.",
  not_retryable: "The event cannot be sent again.",
  note_required: "A note is needed.",
  no_such_staff: "The assignee is no longer staff.",
  time_is_past: "The time had passed.",
  not_found: "Deleted meanwhile.",
  not_done: "It could not be done; the others were.",
  changed_meanwhile: "Changed meanwhile.",
};

/** Why an item of a bulk action is left out, in a sentence. */
export function skipReason(code: string): string {
  return REASONS[code] ?? `Refused (${code}).`;
}
