import type { Request, Response } from "express";
import type { AppError, ErrorBody } from "../app/lib/errors/app-error";
import { discardRest } from "./discard-rest";

/**
 * Answers with an error before any route is asked: the same JSON as the routes' own errors, kept by no cache. The answer is
 * sent whole at once, and ended when the body that nobody has read has gone by.
 */
export function answerRefusal(request: Request, response: Response, error: AppError): void {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.facts && { facts: error.facts }),
      request_id: String(response.locals.requestId),
    },
  };
  const text = JSON.stringify(body);
  response.status(error.status).type("json").setHeader("cache-control", "no-store");
  response.setHeader("content-length", Buffer.byteLength(text));
  response.write(text);
  void discardRest(request).then(() =>
    response.end(() => {
      if (!request.complete) request.socket.destroy();
    }),
  );
}
