import type { Response } from "express";
import type { AppError, ErrorBody } from "../app/lib/errors";

/** Answers with an error before any route is asked: the same JSON as the routes' own errors, kept by no cache. */
export function refuse(response: Response, error: AppError): void {
  const body: ErrorBody = {
    error: { code: error.code, message: error.message, request_id: String(response.locals.requestId) },
  };
  response.status(error.status).setHeader("cache-control", "no-store");
  response.json(body);
}
