import { z } from "zod";
import { Constants, type Database } from "~/lib/supabase/database.types";

/** What a person should do about a failure, in one word for programs. */
export type SuggestedAction = Database["desk"]["Enums"]["suggested_action"];

const wording = z.object({ en: z.string(), de: z.string() });

/** What the desk shows of a kind of error. */
const shown = {
  kind: z.string(),
  label: wording,
  /** What happened and what to do. */
  sentence: wording,
  action: z.enum(Constants.desk.Enums.suggested_action),
};
const shownKindSchema = z.object(shown);
export type ShownKind = z.infer<typeof shownKindSchema>;

/** A kind of error as it is registered, with how it is recognised. */
export const errorKindSchema = z.object({
  ...shown,
  /** The error's own names. */
  types: z.array(z.string()),
  /** Found in the message: for errors whose name says nothing, such as "Error" or "TypeError: fetch failed". */
  pattern: z.string().nullable(),
  /** Whether the pattern counts before any name, too. */
  before_types: z.boolean(),
});
export type ErrorKind = z.infer<typeof errorKindSchema>;

/** The kind of whatever is of no other. */
export const UNKNOWN_KIND = "unknown";
