import { z } from "zod";
import { instantSchema, versionSchema } from "~/lib/bounds";
import { storableText } from "~/lib/storable-text";

/** A link as staff see it, without its token. */
export const shareLinkSchema = z.object({
  state: z.enum(["live", "revoked", "expired"]),
  /** Goes up with every change; sent back with an action, so that it applies to what was seen. */
  version: z.number(),
  revoked_at: z.string().nullable(),
  expires_at: z.string().nullable(),
  allow_download: z.boolean(),
  allow_embed: z.boolean(),
});
export type ShareLink = z.infer<typeof shareLinkSchema>;

const change = {
  note: storableText
    .trim()
    .min(1, "Say why, so that the next person knows.")
    .max(2000, "A note may have at most 2,000 characters."),
  version: versionSchema,
};

/** The body of POST /resources/variants/:id/share-link/rotation, /revocation and /restoration. */
export const shareLinkChangeSchema = z.strictObject(change);

/** The body of POST /resources/variants/:id/share-link/settings: what it does not name stays as it is. */
export const shareLinkSettingsSchema = z
  .strictObject({
    ...change,
    /** ISO 8601 with an offset; null for a link without an end. */
    expires_at: instantSchema("Give a date and time, such as 2026-12-24T18:00:00Z.").nullable().optional(),
    allow_download: z.boolean().optional(),
    allow_embed: z.boolean().optional(),
  })
  .refine(
    (body) =>
      body.expires_at !== undefined || body.allow_download !== undefined || body.allow_embed !== undefined,
    "Say what to set: expires_at, allow_download or allow_embed.",
  );
export type ShareLinkSettings = Pick<
  z.infer<typeof shareLinkSettingsSchema>,
  "expires_at" | "allow_download" | "allow_embed"
>;

/** How often a song was played; null when it never was. */
export interface SongPlays {
  plays: number;
  first_played_at: string;
  last_played_at: string;
}
