import { z } from "zod";

/** https://supabase.com/docs/guides/storage/debugging/error-codes */
const CODE_BY_ERROR: Record<string, string> = {
  not_found: "NoSuchKey",
  "Bucket not found": "NoSuchBucket",
  Duplicate: "ResourceAlreadyExists",
  InvalidJWT: "InvalidJWT",
  InvalidRequest: "InvalidRequest",
  Unauthorized: "AccessDenied",
  "Invalid key": "InvalidKey",
  invalid_mime_type: "InvalidMimeType",
  "Payload too large": "EntityTooLarge",
};

const errorSchema = z.looseObject({ error: z.string() });

/**
 * Defect: an error of Storage lacks `code`, by which supabase-js tells a missing object from other failures.
 *
 * @param body the body of an answer that is not a success.
 */
export function addErrorCode(body: unknown): unknown {
  const parsed = errorSchema.safeParse(body);
  const code = parsed.success ? CODE_BY_ERROR[parsed.data.error] : undefined;
  return parsed.success && code ? { code, ...parsed.data } : body;
}
