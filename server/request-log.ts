import { randomUUID } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import { fingerprintOf, log } from "../app/lib/log.server";
import { decoded } from "./canonical-path";

/** What may follow a token in an address, and tells nothing. */
const BEHIND_A_TOKEN = new Set(["audio", "download", "embed", "artwork.png"]);

/** Every spelling of a path: decoded as often as it was encoded, with backslashes as slashes. */
function segmentsOfAnySpelling(path: string): string[] {
  let text = path;
  for (let next = decoded(text); next !== text; next = decoded(text)) text = next;
  return text.split(/[/\\]/).filter(Boolean);
}

/**
 * A share token is a key: in a log it is a short keyed hash. Queries may hold addresses, so they are left out.
 *
 * @param path as `canonicalPath` leaves it
 */
export function loggablePath(path: string): string {
  const segments = segmentsOfAnySpelling(path);
  // Anywhere: a link that was pasted behind another address, or damaged, holds its token all the same.
  const share = segments.findIndex((segment) => /^share(?![a-z])/i.test(segment));
  if (share < 0) return path;
  const hidden = segments.slice(share).map((segment, index) => {
    if (BEHIND_A_TOKEN.has(segment) || (index === 0 && segment.toLowerCase() === "share")) return segment;
    return `#${fingerprintOf(segment.replace(/\.data$/, ""))}`;
  });
  return `/${[...segments.slice(0, share), ...hidden].join("/")}`;
}

/** Gives each request an id, says it in the answer, and logs one line when the answer has been sent. */
export function requestLog() {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    const requestId = randomUUID();
    response.locals.requestId = requestId;
    response.setHeader("x-request-id", requestId);
    response.on("close", () => {
      if (request.path.startsWith("/assets/") || !log().isLevelEnabled("info")) return;
      log().info(
        {
          request_id: requestId,
          method: request.method,
          path: loggablePath(request.path),
          status: response.statusCode,
          ms: Math.round(performance.now() - started),
          ...(!response.writableFinished && { aborted: true }),
        },
        "request",
      );
    });
    next();
  };
}
