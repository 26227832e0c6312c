import { randomBytes } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import helmet from "helmet";
import { pathSegments } from "./canonical-path";

/**
 * The headers that every answer carries. Scripts run on the desk and on share pages alone, and there only those that
 * carry the answer's nonce.
 *
 * @param options.https whether the site is reached by https, so that browsers may be told to insist on it
 * @param options.development Vite's reloading needs inline styles and a socket
 * @param options.mediaOrigins from where else than this site a shared song may come
 */
export function securityHeaders({
  https,
  development,
  mediaOrigins = [],
}: {
  https: boolean;
  development: boolean;
  mediaOrigins?: string[];
}) {
  const nonceOf = (response: unknown) => `'nonce-${(response as Response).locals.cspNonce}'`;
  const common = {
    defaultSrc: ["'none'"],
    imgSrc: ["'self'", "data:"],
    mediaSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: development ? ["'self'", "ws:"] : ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    manifestSrc: ["'self'"],
  };
  const options = {
    // Not no-referrer: with it a browser sends a form with "Origin: null", which says nothing to the origin check.
    referrerPolicy: { policy: "same-origin" as const },
    // The site's own policies below; helmet's default would add its own.
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: https,
    frameguard: { action: "deny" as const },
  };
  const csp = (directives: object) => ({
    contentSecurityPolicy: { useDefaults: false, directives: { ...common, ...directives } },
  });
  const desk = helmet({
    ...options,
    ...csp({
      scriptSrc: ["'self'", (_request: unknown, response: unknown) => nonceOf(response)],
      // The desk's component library writes its styles into the page while it runs.
      styleSrc: ["'self'", "'unsafe-inline'"],
    }),
  });
  const page = helmet({
    ...options,
    ...csp({ styleSrc: development ? ["'self'", "'unsafe-inline'"] : ["'self'"] }),
  });
  const share = helmet({
    ...options,
    // The address is the key: it goes nowhere else, not even to this site.
    referrerPolicy: { policy: "no-referrer" },
    ...csp({
      scriptSrc: [(_request: unknown, response: unknown) => nonceOf(response)],
      styleSrc: [(_request: unknown, response: unknown) => nonceOf(response)],
      mediaSrc: ["'self'", ...mediaOrigins],
    }),
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    response.locals.cspNonce = randomBytes(16).toString("base64");
    const [part] = pathSegments(request.path);
    // Every page but those of the desk works without a script; a share page's own makes it better.
    const headers = part === "admin" || part === "admin.data" ? desk : part === "share" ? share : page;
    headers(request, response, next);
  };
}

/**
 * Lets other sites show this answer in a frame and load it as a picture: for what its giver has allowed to be embedded,
 * and nothing else.
 */
export function allowOtherSites(response: Response): void {
  const policy = String(response.getHeader("content-security-policy") ?? "");
  response.removeHeader("x-frame-options");
  response.setHeader("cross-origin-resource-policy", "cross-origin");
  response.setHeader(
    "content-security-policy",
    policy.replace("frame-ancestors 'none'", "frame-ancestors http: https:"),
  );
}
