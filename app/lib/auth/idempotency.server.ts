import { createHash } from "node:crypto";
import { z } from "zod";
import { refusal } from "~/lib/errors/app-error";
import { json, readText } from "~/lib/http.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

const claimSchema = z.discriminatedUnion("result", [
  z.object({ result: z.literal("claimed") }),
  z.object({ result: z.literal("in_progress") }),
  z.object({ result: z.literal("other_request") }),
  z.object({ result: z.literal("answered"), status: z.number(), body: z.unknown() }),
]);

/** Long enough for any generated key, short enough for an index. */
const keySchema = z.string().trim().min(8).max(200);

/** A server's own fault is not an answer to keep: the next request with the key may fare better. */
const KEPT_BELOW = 500;

/**
 * Answers a request that carries an Idempotency-Key once: for a day, the same key gives the same answer (IETF draft
 * "The Idempotency-Key HTTP Header Field"). Requests without one are answered as they come.
 *
 * @param actorId whose keys: two people may choose the same one
 * @throws AppError 400 for a key that is none; 413 for a body above 1 MiB; 409 while the first request is under way; 422 when the key was used
 *   for another request
 */
export async function answeredOnce(
  db: ServiceClient,
  request: Request,
  actorId: string,
  answer: () => Promise<Response>,
): Promise<Response> {
  const header = request.headers.get("idempotency-key");
  if (header === null) return answer();
  const key = keySchema.safeParse(header);
  if (!key.success) {
    throw refusal("bad_idempotency_key");
  }
  const body = await readText(request.clone());
  const hash = createHash("sha256").update(body).digest("hex");
  const asked = `${request.method} ${new URL(request.url).pathname} ${hash}`;
  const claim = answerOf(
    await db.rpc("claim_idempotency_key", { p_actor: actorId, p_key: key.data, p_request: asked }),
    claimSchema,
    "claim the idempotency key",
  );
  switch (claim.result) {
    case "answered":
      return json(claim.body, {
        status: claim.status,
        headers: new Headers({ "idempotency-replayed": "true" }),
      });
    case "in_progress":
      throw refusal("in_progress", {}, { retryAfterSeconds: 1 });
    case "other_request":
      throw refusal("key_reused");
  }
  const keep = async (status: number | null, value: unknown) =>
    dataOf(
      await db.rpc("finish_idempotency_key", {
        p_actor: actorId,
        p_key: key.data,
        ...(status !== null && { p_status: status, p_body: z.json().parse(value) }),
      }),
      "keep the answer",
    );
  const response = await answer().catch(async (error: unknown) => {
    await keep(null, null);
    throw error;
  });
  const kept = response.status < KEPT_BELOW;
  await keep(kept ? response.status : null, kept ? await response.clone().json() : null);
  return response;
}
