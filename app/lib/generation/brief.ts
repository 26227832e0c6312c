import { z } from "zod";
import { storableText } from "~/lib/storable-text";

const shortText = (what: string) =>
  storableText.trim().min(1, `Say ${what}.`).max(100, `Say ${what} in at most 100 characters.`);

/** What a song is made from, as the customer asked for it: the columns of customizations that a person fills in. */
export const briefSchema = z.strictObject({
  recipient_name: shortText("whom the song is for"),
  occasion: shortText("the occasion"),
  genre: shortText("the genre"),
  mood: shortText("the mood"),
  /** BCP 47, such as "en" or "pt-BR". */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Give the language as a code, such as "en" or "pt-BR".')
    .max(35),
  message: storableText
    .trim()
    .max(2000, "A message may have at most 2,000 characters.")
    .nullable()
    .transform((text) => text || null),
});
export type Brief = z.infer<typeof briefSchema>;

/**
 * What is different from the customer's wishes for one request: only the fields that change. It travels with the event
 * and is kept with it; the customization itself stays as the customer wrote it.
 */
export const briefChangeSchema = briefSchema
  .partial()
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    "Change at least one field.",
  );
export type BriefChange = z.infer<typeof briefChangeSchema>;
