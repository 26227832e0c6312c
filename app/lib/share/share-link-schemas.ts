import { z } from "zod";
import { instantSchema, versionSchema } from "~/lib/bounds";
import { says } from "~/lib/errors/issues";
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
  note: storableText.trim().min(1, says("reason_missing.link")).max(2000, says("link_note_too_long")),
  version: versionSchema,
};

/** The body of POST /resources/variants/:id/share-link/rotation, /revocation and /restoration. */
export const shareLinkChangeSchema = z.strictObject(change);

/** The body of POST /resources/variants/:id/share-link/settings: what it does not name stays as it is. */
export const shareLinkSettingsSchema = z
  .strictObject({
    ...change,
    /** ISO 8601 with an offset; null for a link without an end. */
    expires_at: instantSchema(says("link_end_malformed")).nullable().optional(),
    allow_download: z.boolean().optional(),
    allow_embed: z.boolean().optional(),
  })
  .refine(
    (body) =>
      body.expires_at !== undefined || body.allow_download !== undefined || body.allow_embed !== undefined,
    says("no_settings"),
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
