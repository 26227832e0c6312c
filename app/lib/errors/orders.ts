import type { Entry } from "./sentence";

/** Orders, generating their songs, and erasing a customer. */
export const orders = {
  "already_generating.order": {
    status: 409,
    says: [
      "Variant %{variant_number} is being generated already, asked for by %{requested_by} %{requested_at}. Nothing was sent a second time.",
      "Variant %{variant_number} is being generated already, asked for by Reprise %{requested_at}. Nothing was sent a second time.",
      "Variant %{variant_number} is being generated already. Nothing was sent a second time.",
      "A variant of this order is being generated already. Nothing was sent a second time.",
    ],
  },
  erased: {
    status: 409,
    says: "The customer's data was erased, so nothing can be made for them any more. Nothing was changed.",
  },
  "erased.songs": { status: 409, says: "The customer's data was erased, and their songs with it." },
  "invalid.generation": {
    status: 422,
    says: "Choose variants from 1 to 5 and say why they are generated again.",
  },
  nothing_under_way: {
    status: 409,
    says: "Nothing is being generated for these variants any more. Nothing was changed; look at their present state.",
  },
  no_former_song: {
    status: 409,
    says: "This song is not kept any more, or it is back already. Nothing was changed.",
  },
  "role_required.erasure": {
    status: 403,
    says: "Only an admin can erase a customer. Nothing was changed.",
  },
  is_staff: {
    status: 409,
    says: "This account is staff, so it cannot be erased here. Nothing was changed.",
  },
  generating: {
    status: 409,
    says: "A song is being generated for this customer. Nothing was changed; wait until it is done, or stop it first.",
  },

  // Why a customer cannot be erased now.
  "under_way.song": "A song is being generated for them. Wait until that is done, or stop it.",
  "under_way.songs": "%{count} songs are being generated for them. Wait until that is done, or stop it.",

  // Of one field.
  variants_missing: "Choose at least one variant.",
  variant_twice: "Name each variant once.",
  reason_too_long: "A reason may have at most %{maximum} characters.",
  "reason_missing.generation": "Say why it is generated again.",
  "reason_missing.stop": "Say why it is stopped.",
  "reason_missing.restoration": "Say why it is brought back.",
  "reason_missing.erasure": "Say why, such as who asked for it.",
  brief_unchanged: "Change at least one field.",
  recipient_missing: "Say whom the song is for.",
  recipient_too_long: "Say whom the song is for in at most %{maximum} characters.",
  occasion_missing: "Say the occasion.",
  occasion_too_long: "Say the occasion in at most %{maximum} characters.",
  genre_missing: "Say the genre.",
  genre_too_long: "Say the genre in at most %{maximum} characters.",
  mood_missing: "Say the mood.",
  mood_too_long: "Say the mood in at most %{maximum} characters.",
  language_malformed: 'Give the language as a code, such as "en" or "pt-BR".',
  message_too_long: "A message may have at most %{maximum} characters.",
} as const satisfies Record<string, Entry>;
