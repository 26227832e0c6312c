import { z } from "zod";

/** As supabase/config.toml has it. */
export const SHORTEST_PASSWORD = 10;
/** What bcrypt reads of a password; Auth refuses longer ones. */
const MOST_BYTES = 72;

/** A password that is chosen, typed twice. */
export const newPasswordSchema = z
  .object({
    password: z
      .string()
      .min(SHORTEST_PASSWORD, `Use at least ${SHORTEST_PASSWORD} characters.`)
      .refine(
        (text) => new TextEncoder().encode(text).length <= MOST_BYTES,
        `Use at most ${MOST_BYTES} bytes.`,
      ),
    repeat: z.string(),
  })
  .refine(({ password, repeat }) => password === repeat, {
    path: ["repeat"],
    message: "The two are not the same.",
  });
