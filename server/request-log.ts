import { randomUUID } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import { fingerprintOf, log } from "../app/lib/log.server";
import { pathSegments } from "./canonical-path";

/** A share token is a key: in a log it is a short keyed hash. Queries may hold addresses, so they are left out. */
export function loggablePath(path: string): string {
  const [part, token, ...rest] = pathSegments(path);
  if (part !== "share" || token === undefined) return path;
  return ["/share", `#${fingerprintOf(token.replace(/\.data$/, ""))}`, ...rest].join("/");
}

/** Gives each request an id, says it in the answer, and logs one line when the answer has been sent. */
export function requestLog() {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    const requestId = randomUUID();
    response.locals.requestId = requestId;
    response.setHeader("x-request-id", requestId);
    response.on("close", () => {
      if (request.path.startsWith("/assets/")) return;
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
