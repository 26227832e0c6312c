import { z } from "zod";
import { log } from "~/lib/log.server";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

const answerSchema = z.object({ failed: z.number(), more: z.boolean() });

/**
 * Looks at what the shop has changed and its triggers have noted: one batch. What cannot be followed is logged and tried
 * again later.
 *
 * @returns whether there is more to look at
 */
export async function followShop(db: ServiceClient): Promise<{ more: boolean }> {
  const { failed, more } = answerOf(await db.rpc("follow_shop_changes"), answerSchema, "follow the shop");
  if (failed > 0)
    log().warn({ failed }, "changes of the shop could not be followed; desk.shop_changes says why");
  return { more };
}
