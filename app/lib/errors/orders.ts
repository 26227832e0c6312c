import type { Entry } from "./sentence";

/** Orders, generating their songs, and erasing a customer. */
export const orders = {
  "already_generating.order": {
    status: 409,
    says: [
      "Song %{variant_number} is already being generated, requested by %{requested_by} %{requested_at}. Nothing was sent a second time.",
      "Song %{variant_number} is already being generated, requested by Reprise %{requested_at}. Nothing was sent a second time.",
      "Song %{variant_number} is already being generated. Nothing was sent a second time.",
      "A song of this order is already being generated. Nothing was sent a second time.",
    ],
  },
  erased: {
    status: 409,
    says: "The customer's data was erased, so no more songs can be made for them. Nothing was changed.",
  },
  no_customer: {
    status: 409,
    says: "The order has no customer, and a song belongs to one. Nothing was changed.",
  },
  "erased.songs": { status: 409, says: "The customer's data was erased, and their songs with it." },
  "invalid.generation": {
    status: 422,
    says: "Choose songs from 1 to 5 and say why you're generating them again.",
  },
  nothing_under_way: {
    status: 409,
    says: "These songs are no longer being generated. Nothing was changed. Check their current state.",
  },
  no_former_song: {
    status: 409,
    says: "This song is no longer kept, or it is already back. Nothing was changed.",
  },
  "role_required.erasure": {
    status: 403,
    says: "Only admins can erase a customer. Nothing was changed.",
  },
  is_staff: {
    status: 409,
    says: "This is a staff account, so it can't be erased here. Nothing was changed.",
  },
  generating: {
    status: 409,
    says: "A song is being generated for this customer. Nothing was changed. Wait until it is done, or stop it first.",
  },

  // Why a customer cannot be erased now.
  "under_way.song": "A song is being generated for them. Wait until it is done, or stop it.",
  "under_way.songs": "%{count} songs are being generated for them. Wait until they are done, or stop them.",

  // Of one field.
  variants_missing: "Choose at least one song.",
  variant_twice: "Name each song once.",
  reason_too_long: "A reason can have up to %{maximum} characters.",
  "reason_missing.generation": "Say why you're generating it again.",
  "reason_missing.stop": "Say why you're stopping it.",
  "reason_missing.restoration": "Say why you're bringing it back.",
  "reason_missing.erasure": "Say why, e.g. who requested it.",
  brief_unchanged: "Change at least one field.",
  recipient_missing: "Enter who the song is for.",
  recipient_too_long: "Enter who the song is for in up to %{maximum} characters.",
  occasion_missing: "Enter the occasion.",
  occasion_too_long: "Enter the occasion in up to %{maximum} characters.",
  genre_missing: "Enter the genre.",
  genre_too_long: "Enter the genre in up to %{maximum} characters.",
  mood_missing: "Enter the mood.",
  mood_too_long: "Enter the mood in up to %{maximum} characters.",
  language_malformed: 'Enter the language as a code, such as "en" or "pt-BR".',
  message_too_long: "A message can have up to %{maximum} characters.",
} as const satisfies Record<string, Entry>;
