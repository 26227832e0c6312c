import { z } from "zod";
import { relativeTime } from "~/lib/relative-time";

const lastChange = z.object({ changed_by: z.string().nullish(), changed_at: z.string().nullish() });

/** What the server says beside a refusal: of a failed job its present state, of a share link who changed it last. */
const detailsSchema = lastChange.extend({
  job: lastChange.optional(),
  variant_number: z.number().optional(),
  requested_by: z.string().nullish(),
  requested_at: z.string().nullish(),
});

/** What fills in the places of a sentence about a refusal: who, how long ago, and which variant. */
export interface RefusalFacts {
  name: string;
  ago: string;
  number?: number | undefined;
}

/**
 * Who was faster than the reader, and when.
 *
 * @param details what the server sent with the refusal
 * @param refusedAt when it was refused, for "4 seconds ago"
 * @param locale of these words
 * @returns null where the server does not say both
 */
export function refusalFacts(
  code: string,
  details: Record<string, unknown>,
  refusedAt: Date,
  locale: string,
): RefusalFacts | null {
  const said = detailsSchema.safeParse(details).data;
  if (!said) return null;
  const change = said.job ?? said;
  const [name, at] =
    code === "already_generating"
      ? [said.requested_by ?? "Reprise", said.requested_at]
      : [change.changed_by, change.changed_at];
  if (!name || !at) return null;
  // The server's clock may be ahead of the reader's: nobody was faster "in 2 seconds".
  const instant = new Date(Math.min(Date.parse(at), refusedAt.getTime()));
  return { name, ago: relativeTime(instant, refusedAt, "long", locale), number: said.variant_number };
}
