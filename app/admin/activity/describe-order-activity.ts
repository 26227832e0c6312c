import { z } from "zod";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";

const wordsSchema = z.looseObject({ brief: z.record(z.string(), z.string().nullable()) });
const linkSchema = z.looseObject({
  expires_at: z.string().nullable(),
  allow_download: z.boolean(),
  allow_embed: z.boolean(),
});
const moneySchema = z.looseObject({ amount_cents: z.number(), currency: z.string().length(3) });

/**
 * What was asked for differently from the customer's wishes, word by word.
 *
 * @returns nothing for an entry without, and for a reader who may not see the wishes
 */
export function wishesOf(entry: ActivityEntry): { field: string; before: string; after: string }[] {
  const after = wordsSchema.safeParse(entry.after);
  if (!after.success) return [];
  const before = wordsSchema.safeParse(entry.before).data?.brief ?? {};
  return Object.entries(after.data.brief).map(([field, text]) => ({
    field,
    before: before[field] ?? "",
    after: text ?? "",
  }));
}

/** What of a share link was set; what is absent stayed as it was. */
export interface LinkParticulars {
  /** ISO time; null for no end. */
  ends?: string | null;
  download?: boolean;
  embed?: boolean;
}

/** What of a share link was set by an entry that says so. */
export function linkSettingsOf(entry: ActivityEntry): LinkParticulars {
  if (entry.action !== "share_link_set") return {};
  const before = linkSchema.safeParse(entry.before).data;
  const after = linkSchema.safeParse(entry.after).data;
  if (!before || !after) return {};
  return {
    ...(before.expires_at !== after.expires_at && { ends: after.expires_at }),
    ...(before.allow_download !== after.allow_download && { download: after.allow_download }),
    ...(before.allow_embed !== after.allow_embed && { embed: after.allow_embed }),
  };
}

/** What an order costs, where an entry says it. */
export function amountOf(entry: ActivityEntry): { cents: number; currency: string } | null {
  const money = moneySchema.safeParse(entry.after).data;
  return money ? { cents: money.amount_cents, currency: money.currency } : null;
}
