import type { NextFunction, Request, Response } from "express";
import { refusal } from "../app/lib/errors/app-error";
import { answerRefusal } from "./refusal";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Inngest calls from elsewhere by design; what guards it is its signature, and it carries no cookies. */
const SIGNED_PATHS = ["/api/inngest"];

/**
 * Whether a request that changes something comes from this site. The rules are those of Go's
 * http.CrossOriginProtection: Sec-Fetch-Site where the browser sends it, otherwise Origin, and a request with neither
 * is from no browser, so that nobody's cookies ride along without their knowing.
 *
 * @param publicUrl the site's origin
 */
export function isFromThisSite(
  request: { method: string; path: string; secFetchSite: string | undefined; origin: string | undefined },
  publicUrl: string,
): boolean {
  if (SAFE_METHODS.has(request.method) || SIGNED_PATHS.includes(request.path)) return true;
  if (request.secFetchSite !== undefined)
    return request.secFetchSite === "same-origin" || request.secFetchSite === "none";
  return request.origin === undefined || request.origin === publicUrl;
}

/** Refuses unsafe requests of other origins. Remix checks documents only, and trusts X-Forwarded-Host. */
export function originCheck(publicUrl: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const allowed = isFromThisSite(
      {
        method: request.method,
        path: request.path,
        secFetchSite: request.get("sec-fetch-site"),
        origin: request.get("origin"),
      },
      publicUrl,
    );
    if (allowed) {
      next();
      return;
    }
    answerRefusal(request, response, refusal("foreign_origin", { site: publicUrl }));
  };
}
