import { randomUUID } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import { fingerprintOf, log } from "../app/lib/log.server";
import { pathSegments } from "./canonical-path";

/** What may follow a token in an address, and tells nothing. */
const BEHIND_A_TOKEN = new Set(["audio", "download", "embed", "artwork.png"]);

/** A share token is a key: in a log it is a short keyed hash. Queries may hold addresses, so they are left out. */
export function loggablePath(path: string): string {
  const segments = pathSegments(path);
  // Anywhere: a link that was pasted behind another address holds its token all the same.
  const share = segments.findIndex((segment) => segment.toLowerCase() === "share");
  if (share < 0) return path;
  const hidden = segments.slice(share + 1).map((segment) => {
    return BEHIND_A_TOKEN.has(segment) ? segment : `#${fingerprintOf(segment.replace(/\.data$/, ""))}`;
  });
  return `/${[...segments.slice(0, share), "share", ...hidden].join("/")}`;
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
