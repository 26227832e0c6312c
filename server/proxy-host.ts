import type { NextFunction, Request, Response } from "express";
import { refusal } from "../app/lib/errors/app-error";
import { log } from "../app/lib/log.server";
import { answerRefusal } from "./refusal";

function hostOf(value: string | undefined, publicUrl: URL): string | undefined {
  // A proxy may list those before it.
  const [first = ""] = (value ?? "").split(",");
  try {
    return new URL(`${publicUrl.protocol}//${first.trim()}`).host;
  } catch {
    return undefined;
  }
}

/**
 * Says which header a proxy fails to pass on. A browser names this site as the origin of its request, yet the request
 * names another host: Remix would take it for an attack and answer with an empty page.
 */
export function proxyPassesHost(site: string) {
  const publicUrl = new URL(site);
  return (request: Request, response: Response, next: NextFunction): void => {
    const sent = request.get("x-forwarded-host") ?? request.get("host");
    const isSafe = request.method === "GET" || request.method === "HEAD";
    if (isSafe || request.get("origin") !== site || hostOf(sent, publicUrl) === publicUrl.host) {
      next();
      return;
    }
    const missing = request.get("x-forwarded-host") === undefined ? "Host" : "X-Forwarded-Host";
    const error = refusal("host_not_passed", { header: missing, host: publicUrl.host });
    log().warn(
      { request_id: response.locals.requestId, header: missing, sent, wanted: publicUrl.host },
      error.message,
    );
    answerRefusal(request, response, error);
  };
}
