import type { Entry } from "./sentence";

/** Failed jobs: why something cannot be done with one. */
export const failedJobs = {
  not_retryable: {
    status: 409,
    says: "Its payload is not an event that can be sent again. Nothing was sent; it can be resolved.",
  },
  "not_retryable.because": { status: 422, says: "%{reason} Nothing was sent." },
  already_retrying: {
    status: 409,
    says: [
      "%{changed_by} retried this %{changed_at}. Nothing was sent a second time.",
      "Somebody retried this %{changed_at}. Nothing was sent a second time.",
      "Somebody retried this. Nothing was sent a second time.",
    ],
  },
  already_resolved: {
    status: 409,
    says: [
      "%{changed_by} resolved this %{changed_at}. Nothing was changed.",
      "Somebody resolved this %{changed_at}. Nothing was changed.",
      "Somebody resolved this. Nothing was changed.",
    ],
  },
  already_recovered: {
    status: 409,
    says: [
      "This recovered %{changed_at}: the song has been made. Nothing was changed.",
      "This recovered: the song has been made. Nothing was changed.",
    ],
  },
  already_generating: {
    status: 409,
    says: [
      "Variant %{variant_number} of this order is being generated already, asked for by %{requested_by} %{requested_at}. Nothing was sent; wait until that has ended.",
      "Variant %{variant_number} of this order is being generated already, asked for by Reprise %{requested_at}. Nothing was sent; wait until that has ended.",
      "Variant %{variant_number} of this order is being generated already. Nothing was sent; wait until that has ended.",
      "A variant of this order is being generated already. Nothing was sent; wait until that has ended.",
    ],
  },
  changed_meanwhile: {
    status: 409,
    says: [
      "%{changed_by} changed this %{changed_at}, after you had opened it. Look at its present state, then decide again.",
      "Somebody changed this %{changed_at}, after you had opened it. Look at its present state, then decide again.",
      "Somebody changed this, after you had opened it. Look at its present state, then decide again.",
    ],
  },
  still_open: {
    status: 409,
    says: "It is open, so there is nothing to open again. Nothing was changed.",
  },
  already_sent: {
    status: 409,
    says: "Inngest has this retry, or may have it, so it cannot be taken back. Nothing was changed.",
  },
  masked_data: {
    status: 422,
    says: "Some of the payload is still masked. Reveal it, then edit it. Nothing was sent.",
  },

  // Why one cannot be retried now.
  "state.retrying": "It is being retried already.",
  "state.resolved": "It has been resolved.",
  "state.recovered": "It has recovered: the retry succeeded.",
  event_malformed:
    "Its payload is not an Inngest event, so there is nothing to send again. It can be resolved.",
  event_too_large:
    "Its event is larger than what Inngest accepts here (INNGEST_MAX_EVENT_BYTES). It can be resolved.",
  event_incomplete:
    "Its event is nested so deeply that not all of it was kept, so it cannot be sent as it was. It can be resolved.",
  event_unknown: 'Its event "%{name}" is not one that the desk knows how to send. It can be resolved.',
  event_reports:
    '"%{name}" is a report, not a request for work, so it cannot be retried. It can be resolved.',
  event_unfit:
    'Its event\'s "%{place}" is not what "%{name}" needs, so it would fail again. It can be resolved.',

  // Of one field.
  note_too_long: "A note may have at most %{maximum} characters.",
  "note_missing.resolution": "Say how it was resolved, so that the next person knows.",
  "note_missing.ending": "Say why you end the retry, so that the next person knows.",
  "note_missing.comment": "Write something first.",
  "note_missing.payload": "Say why the payload was changed.",
  assignee_missing: "Choose somebody of the staff, or nobody.",
  assignee_unknown: "Nobody of the staff who is enabled has this id.",
  masked: "This is masked. Reveal the payload first.",
  other_order: "A retry is for the order that failed. Nothing was sent.",
  no_such_song: "This order has no song %{number}. Nothing was sent.",
} as const satisfies Record<string, Entry>;
