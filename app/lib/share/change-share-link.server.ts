import { z } from "zod";
import { AppError, notFound } from "~/lib/errors";
import { relativeTime } from "~/lib/relative-time";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { type ShareLink, type ShareLinkSettings, shareLinkSchema } from "./share-link-schemas";

const refusalSchema = z.object({
  ok: z.literal(false),
  code: z.enum([
    "not_found",
    "note_required",
    "changed_meanwhile",
    "already_revoked",
    "not_revoked",
    "already_past",
  ]),
  link: shareLinkSchema.optional(),
  changed_by: z.string().nullish(),
  changed_at: z.string().nullish(),
});

const answerSchema = z.union([
  z.object({ ok: z.literal(true), link: shareLinkSchema.extend({ share_token: z.guid() }) }),
  refusalSchema,
]);

function refusalError({ code, link, changed_by, changed_at }: z.infer<typeof refusalSchema>): AppError {
  const who = changed_by ?? "Somebody";
  const ago = changed_at ? ` ${relativeTime(new Date(changed_at), new Date(), "long")}` : "";
  const conflict = (message: string) =>
    new AppError(code, 409, message, { details: { ...(link && { link }), changed_by, changed_at } });
  const invalid = (field: string, sentence: string) =>
    new AppError("invalid", 422, "Some fields are not right.", { fields: { [field]: sentence } });
  switch (code) {
    case "not_found":
      return notFound("variant");
    case "note_required":
      return invalid("note", "Say why, so that the next person knows.");
    case "already_past":
      return invalid("expires_at", "This time is past. To end a link at once, revoke it.");
    case "already_revoked":
      return conflict(`${who} revoked this link${ago}. Nothing was changed.`);
    case "not_revoked":
      return conflict("This link is not revoked, so there is nothing to restore. Nothing was changed.");
    case "changed_meanwhile":
      return conflict(
        `${who} changed this link${ago}, after you had opened it. Look at its present state, then decide again.`,
      );
  }
}

/**
 * Does one thing to the share link of a variant: one transaction with its line in the record.
 *
 * @param input.change rotate gives the song another link and ends the old one; set changes what `settings` names
 * @returns the link as it is now, with its token
 * @throws AppError 404 when there is no such variant; 409 with the present state when it was changed meanwhile, or is
 *   there already; 422 without a note or with an end that is past
 */
export async function changeShareLink(
  db: ServiceClient,
  input: {
    variantId: string;
    change: "rotate" | "revoke" | "restore" | "set";
    settings?: ShareLinkSettings;
    actorId: string;
    note: string;
    version: number | undefined;
    requestId: string;
  },
): Promise<ShareLink & { share_token: string }> {
  const answer = answerOf(
    await db.rpc("change_share_link", {
      p_variant_id: input.variantId,
      p_change: input.change,
      p_settings: { ...input.settings },
      p_actor: input.actorId,
      p_note: input.note,
      ...(input.version !== undefined && { p_expected_version: input.version }),
      p_request_id: input.requestId,
    }),
    answerSchema,
    "change the share link",
  );
  if (!answer.ok) throw refusalError(answer);
  return answer.link;
}
