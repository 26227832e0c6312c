import type { Entry } from "./sentence";

/** Failed jobs: why something cannot be done with one. */
export const failedJobs = {
  not_retryable: {
    status: 409,
    says: "Its payload isn't an event that can be sent again. Nothing was sent. You can resolve it.",
  },
  "not_retryable.because": { status: 422, says: "%{reason} Nothing was sent." },
  already_retrying: {
    status: 409,
    says: [
      "%{changed_by} retried this %{changed_at}. Nothing was sent a second time.",
      "A colleague retried this %{changed_at}. Nothing was sent a second time.",
      "A colleague retried this. Nothing was sent a second time.",
    ],
  },
  already_resolved: {
    status: 409,
    says: [
      "%{changed_by} resolved this %{changed_at}. Nothing was changed.",
      "A colleague resolved this %{changed_at}. Nothing was changed.",
      "A colleague resolved this. Nothing was changed.",
    ],
  },
  already_recovered: {
    status: 409,
    says: ["This recovered %{changed_at}. Nothing was changed.", "This has recovered. Nothing was changed."],
  },
  already_generating: {
    status: 409,
    says: [
      "Song %{variant_number} of this order is already being generated, requested by %{requested_by} %{requested_at}. Nothing was sent. Wait until it has ended.",
      "Song %{variant_number} of this order is already being generated, requested by Reprise %{requested_at}. Nothing was sent. Wait until it has ended.",
      "Song %{variant_number} of this order is already being generated. Nothing was sent. Wait until it has ended.",
      "A song of this order is already being generated. Nothing was sent. Wait until it has ended.",
    ],
  },
  changed_meanwhile: {
    status: 409,
    says: [
      "%{changed_by} changed this %{changed_at}, after you opened it. Check its current state, then decide again.",
      "A colleague changed this %{changed_at}, after you opened it. Check its current state, then decide again.",
      "A colleague changed this after you opened it. Check its current state, then decide again.",
    ],
  },
  still_open: {
    status: 409,
    says: "It is already open. Nothing was changed.",
  },
  already_sent: {
    status: 409,
    says: "Inngest may already have this retry, so it can't be cancelled. Nothing was changed.",
  },
  masked_data: {
    status: 422,
    says: "Some of the payload is still masked. Reveal it, then edit it. Nothing was sent.",
  },

  // Why one cannot be retried now.
  "state.retrying": "It is already being retried.",
  "state.resolved": "It has been resolved.",
  "state.recovered": "It has recovered.",
  event_malformed:
    "Its payload isn't an Inngest event, so there is nothing to send again. You can resolve it.",
  event_too_large: "Its event is larger than Inngest accepts (INNGEST_MAX_EVENT_BYTES). You can resolve it.",
  event_incomplete:
    "Its event was nested too deeply to be kept in full, so it can't be sent again. You can resolve it.",
  event_never: [
    '"%{name}" is never retried: %{why} You can resolve it.',
    '"%{name}" is never retried. You can resolve it.',
  ],
  event_other_order: "A retry always belongs to the order that failed.",
  event_unfit: 'The event\'s "%{place}" doesn\'t fit "%{name}", so it would fail again. You can resolve it.',

  // Of one field.
  note_too_long: "A note can have up to %{maximum} characters.",
  "note_missing.resolution": "Say how it was resolved, so your colleagues know.",
  "note_missing.ending": "Say why you're ending the retry, so your colleagues know.",
  "note_missing.comment": "Write something first.",
  "note_missing.payload": "Say why you changed the payload.",
  assignee_missing: "Choose a colleague, or Unassigned.",
  assignee_unknown: "No active colleague has this id.",
  masked: "This is masked. Reveal the payload first.",
  other_order: "A retry always belongs to the order that failed. Nothing was sent.",
  no_such_song: "This order has no song %{number}. Nothing was sent.",
} as const satisfies Record<string, Entry>;
