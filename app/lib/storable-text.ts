import { z } from "zod";

/**
 * Text as PostgreSQL can keep it: without the character of code 0, and without half of a pair of surrogates. JSON and
 * addresses can carry both; PostgreSQL refuses them with an error that is nobody's to read.
 */
export const storableText = z
  .string()
  .refine((text) => !/[\0\p{Surrogate}]/u.test(text), "It has characters that cannot be stored.");
