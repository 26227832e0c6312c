import { z } from "zod";
import { type AppError, invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
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
  const facts = { ...(link && { link }), changed_by, changed_at };
  switch (code) {
    case "not_found":
      return notFound("variant");
    case "note_required":
      return invalid({ note: say("reason_missing.link") });
    case "already_past":
      return invalid({ expires_at: say("link_end_past") });
    case "changed_meanwhile":
      return refusal("changed_meanwhile.link", facts);
    default:
      return refusal(code, facts);
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
