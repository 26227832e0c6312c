import { z } from "zod";
import { says } from "~/lib/errors/issues";

/** As supabase/config.toml has it. */
export const SHORTEST_PASSWORD = 10;
/** What bcrypt reads of a password; Auth refuses longer ones. */
const MOST_BYTES = 72;

/** A password that is chosen, typed twice. */
export const newPasswordSchema = z
  .object({
    password: z
      .string()
      .min(SHORTEST_PASSWORD, says("password_too_short"))
      .refine((text) => new TextEncoder().encode(text).length <= MOST_BYTES, {
        error: says("password_too_long"),
        params: { bytes: MOST_BYTES },
      }),
    repeat: z.string(),
  })
  .refine(({ password, repeat }) => password === repeat, {
    path: ["repeat"],
    message: says("passwords_differ"),
  });
