import type { NextFunction, Request, Response } from "express";
import type { Env } from "../app/lib/env.server";
import { refusal } from "../app/lib/errors/app-error";
import { isInngestPath } from "./canonical-path";
import { answerRefusal } from "./refusal";

const SIGNATURE = /^t=\d{1,12}&s=[0-9a-f]{64}$/;

/**
 * Refuses what carries no signature of Inngest, before its body is read. Whether the signature is right the SDK checks
 * itself. A dev server signs nothing.
 */
export function requireInngestSignature({ INNGEST_DEV }: Pick<Env, "INNGEST_DEV">) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const isSigned = SIGNATURE.test(request.get("x-inngest-signature") ?? "");
    if (INNGEST_DEV !== undefined || isSigned || !isInngestPath(request.path)) {
      next();
      return;
    }
    answerRefusal(request, response, refusal("not_signed"));
  };
}
