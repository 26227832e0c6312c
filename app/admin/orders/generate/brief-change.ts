import { inWords } from "~/admin/i18n/in-words";
import { sentenceOfIssue } from "~/lib/errors/issues";
import { type Brief, type BriefChange, briefChangeSchema } from "~/lib/generation/brief";

/** The fields of the wishes, in the order in which one reads them. */
export const BRIEF_FIELDS = ["recipient_name", "occasion", "genre", "mood", "language", "message"] as const;
export type BriefField = (typeof BRIEF_FIELDS)[number];

/** What the shop knows of the wishes. */
export type ShownBrief = Partial<Brief> | null;

/** The wishes as they stand in a form: text, empty for none. */
export type BriefDraft = Record<BriefField, string>;

export function draftOf(brief: ShownBrief): BriefDraft {
  const texts = BRIEF_FIELDS.map((field) => [field, brief?.[field] ?? ""] as const);
  return Object.fromEntries(texts) as BriefDraft;
}

/** One field that is different, as a person reads it. */
export interface WordChange {
  field: BriefField;
  before: string;
  after: string;
}

/** What a draft says differently from the customer; blanks at its ends are no difference. */
export function wordChanges(brief: ShownBrief, draft: BriefDraft): WordChange[] {
  const asked = draftOf(brief);
  return BRIEF_FIELDS.flatMap((field) =>
    draft[field].trim() === asked[field].trim()
      ? []
      : [{ field, before: asked[field], after: draft[field].trim() }],
  );
}

/**
 * What is to be asked for differently, as the server takes it; undefined when nothing is.
 *
 * @returns the change, or what is wrong with each field that was changed
 */
export function readBriefDraft(
  brief: ShownBrief,
  draft: BriefDraft,
): { change: BriefChange | undefined } | { problems: Partial<Record<BriefField, string>> } {
  const changed = wordChanges(brief, draft);
  if (changed.length === 0) return { change: undefined };
  const parsed = briefChangeSchema.safeParse(
    Object.fromEntries(changed.map(({ field, after }) => [field, after])),
  );
  if (parsed.success) return { change: parsed.data };
  const problems: Partial<Record<BriefField, string>> = {};
  for (const issue of parsed.error.issues) {
    const field = BRIEF_FIELDS.find((name) => name === issue.path[0]);
    if (field) problems[field] ??= inWords(sentenceOfIssue(issue));
  }
  return { problems };
}
