import { z } from "zod";

const infoSchema = z.looseObject({
  httpMetadata: z.object({
    size: z.number(),
    mimetype: z.string(),
    cacheControl: z.string(),
    eTag: z.string(),
    lastModified: z.string().optional(),
  }),
});

/**
 * Defect: size, content type, cache control and entity tag come in an object of their own. Fix: put them where hosted
 * Storage has them, from where supabase-js reads them.
 *
 * @param answer the body of an answer to GET /object/info.
 */
export function flattenInfo(answer: unknown): unknown {
  const parsed = infoSchema.safeParse(answer);
  if (!parsed.success) return answer;
  const { httpMetadata, ...info } = parsed.data;
  return {
    ...info,
    size: httpMetadata.size,
    content_type: httpMetadata.mimetype,
    cache_control: httpMetadata.cacheControl,
    etag: httpMetadata.eTag,
    last_modified: httpMetadata.lastModified ?? null,
  };
}
