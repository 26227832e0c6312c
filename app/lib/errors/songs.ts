import type { Entry } from "./sentence";

/** Songs: their audio, their share links, and what their recipients are told. */
export const songs = {
  no_audio: {
    status: 409,
    says: "Song %{variant_number} is %{generation_status} and has no audio.",
  },
  audio_missing: { status: 404, says: "The audio of this song is missing." },
  audio_empty: { status: 404, says: "The song is broken: its file is empty. It has to be generated again." },
  bad_storage_path: {
    status: 500,
    says: "The audio of this song is stored in the wrong place. We've been notified.",
  },
  storage_unavailable: {
    status: 503,
    says: "The song can't be loaded right now. Try again in a minute.",
  },

  already_revoked: {
    status: 409,
    says: [
      "%{changed_by} revoked this link %{changed_at}. Nothing was changed.",
      "A colleague revoked this link %{changed_at}. Nothing was changed.",
      "A colleague revoked this link. Nothing was changed.",
    ],
  },
  not_revoked: {
    status: 409,
    says: "This link isn't revoked, so there is nothing to restore. Nothing was changed.",
  },
  "changed_meanwhile.link": {
    status: 409,
    says: [
      "%{changed_by} changed this link %{changed_at}, after you opened it. Check its current state, then decide again.",
      "A colleague changed this link %{changed_at}, after you opened it. Check its current state, then decide again.",
      "A colleague changed this link after you opened it. Check its current state, then decide again.",
    ],
  },

  no_song: { status: 404, says: "There is no song behind this link." },
  too_many: { status: 429, says: "Too many requests. Wait a moment, then try again." },
  not_ready: { status: 409, says: "The song is still being made. Try again in a few minutes." },
  "not_ready.failed": {
    status: 409,
    says: "Something went wrong on our side, and we're on it. The song isn't ready yet.",
  },
  no_download: { status: 403, says: "This song can be played but not downloaded." },
  "internal.song": { status: 500, says: "Something went wrong on our side. Try again in a minute." },

  // Of one field.
  "reason_missing.link": "Say why, so your colleagues know.",
  link_note_too_long: "A note can have up to %{maximum} characters.",
  link_end_malformed: "Enter a date and time, such as 2026-12-24T18:00:00Z.",
  link_end_past: "This time is in the past. To end a link right away, revoke it.",
  no_settings: "Say what to set: expires_at, allow_download or allow_embed.",
} as const satisfies Record<string, Entry>;
