import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { storableText } from "~/lib/storable-text";

const shortText = (what: "recipient" | "occasion" | "genre" | "mood") =>
  storableText
    .trim()
    .min(1, says(`${what}_missing`))
    .max(100, says(`${what}_too_long`));

/** What a song is made from, as the customer asked for it: the columns of customizations that a person fills in. */
export const briefSchema = z.strictObject({
  recipient_name: shortText("recipient"),
  occasion: shortText("occasion"),
  genre: shortText("genre"),
  mood: shortText("mood"),
  /** BCP 47, such as "en" or "pt-BR". */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, says("language_malformed"))
    .max(35),
  message: storableText
    .trim()
    .max(2000, says("message_too_long"))
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
  .refine((change) => Object.values(change).some((value) => value !== undefined), says("brief_unchanged"));
export type BriefChange = z.infer<typeof briefChangeSchema>;
