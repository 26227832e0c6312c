import type { NextFunction, Request, Response } from "express";
import { refusal } from "../app/lib/errors/app-error";
import { isInngestPath } from "./canonical-path";
import { answerRefusal } from "./refusal";

/** What routes are asked; each answers 405 itself to those of them that it does not have. */
const ROUTED = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

/**
 * Answers the methods that no route has. The router would run a loader for OPTIONS, and fail at TRACE, which the web's
 * own Request does not know.
 */
export function methods() {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (ROUTED.has(request.method)) {
      next();
      return;
    }
    response.setHeader("allow", isInngestPath(request.path) ? "GET, POST, PUT" : "GET, HEAD, POST");
    if (request.method === "OPTIONS") {
      response.status(204).setHeader("cache-control", "no-store").end();
      return;
    }
    answerRefusal(request, response, refusal("method_not_allowed", { method: request.method }));
  };
}
