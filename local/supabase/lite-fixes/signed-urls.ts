import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const answerSchema = z.object({ signedUrl: z.string(), token: z.string().optional() });
const refusalSchema = z.object({ message: z.string() });
const manySchema = z.object({ expiresIn: z.number(), paths: z.array(z.string()).max(500) });
const claimsSchema = z.object({ exp: z.number() });

const withoutPrefix = (address: string) => address.replace(/^\/storage\/v1/, "");

/**
 * Defect: a signed address comes as `signedUrl` from the server's root; hosted Storage names it `signedURL`, or `url`
 * for an upload, and begins it behind /storage/v1, which is where supabase-js puts it together from.
 *
 * @param answer the body of an answer to POST /object/sign or /object/upload/sign.
 */
export function renameSignedUrl(answer: unknown): unknown {
  const one = answerSchema.safeParse(answer);
  if (!one.success) return answer;
  const url = withoutPrefix(one.data.signedUrl);
  return one.data.token === undefined ? { signedURL: url } : { url, token: one.data.token };
}

/**
 * Defect: the address for signing several objects at once is taken for that of a single one without a name. Fix: ask
 * for each of them by itself.
 *
 * @param sign asks the library for one signed address.
 * @returns what hosted Storage answers, or undefined when the body is not what supabase-js sends.
 */
export async function signMany(
  body: unknown,
  sign: (path: string, expiresIn: number) => Promise<Response>,
): Promise<unknown> {
  const wanted = manySchema.safeParse(body);
  if (!wanted.success) return undefined;
  const { paths, expiresIn } = wanted.data;
  return Promise.all(
    paths.map(async (path) => {
      const answer: unknown = await sign(path, expiresIn).then((response) => response.json());
      const signed = answerSchema.safeParse(answer);
      if (signed.success) return { path, error: null, signedURL: withoutPrefix(signed.data.signedUrl) };
      const refused = refusalSchema.safeParse(answer);
      return {
        path,
        error: refused.success
          ? refused.data.message
          : "Either the object does not exist or you do not have access to it",
        signedURL: null,
      };
    }),
  );
}

/**
 * Defect: a signed address whose token is expired, tampered with or no token at all is answered with 500. Fix: check
 * it first, and refuse as hosted Storage does.
 *
 * @returns why the token is refused, or undefined when it is good.
 */
export function whySignatureIsRefused(token: string, secret: string, now = Date.now()): string | undefined {
  const [head = "", body = "", signature = ""] = token.split(".");
  const expected = createHmac("sha256", secret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return "signature verification failed";
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  return claims.success && claims.data.exp * 1000 > now ? undefined : '"exp" claim timestamp check failed';
}
