import type { NextFunction, Request, Response } from "express";
import { refusal } from "../app/lib/errors/app-error";
import { MAX_BODY_BYTES } from "../app/lib/http.server";
import { isInngestPath } from "./canonical-path";
import { discardRest } from "./discard-rest";
import { answerRefusal } from "./refusal";

const MIB = 1024 * 1024;

/**
 * Inngest sends at most 4 MiB: the events and steps of a larger run are left out, and the SDK fetches them (MaxBodySize
 * in pkg/consts/consts.go of inngest/inngest; one event has at most 3 MiB). Twice that, since JSON may be written longer.
 */
const MAX_INNGEST_BYTES = 8 * MIB;

/** The most that a request to this path may carry, in bytes. */
export function bodyLimitOf(path: string): number {
  return isInngestPath(path) ? MAX_INNGEST_BYTES : MAX_BODY_BYTES;
}

function hasBody({ headers }: Request): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Collects a body. @returns null as soon as it is larger than the limit, whatever its header said */
function collect(request: Request, limit: number): Promise<Buffer<ArrayBuffer> | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(null);
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

/** The body that `readBody` has read; undefined for a method that has none. */
export function bodyOf(response: Response): Buffer<ArrayBuffer> | undefined {
  return response.locals.body;
}

/**
 * Reads every body, once and up to the limit of its address, before a route sees the request: by the length that it
 * announces, and by counting what arrives. So nothing behind this can be made to hold more.
 */
export function readBody() {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const limit = bodyLimitOf(request.path);
    const refuseAsTooLarge = () => {
      answerRefusal(request, response, refusal("too_large", { mebibytes: limit / MIB }));
    };
    if (Number(request.headers["content-length"] ?? 0) > limit) return refuseAsTooLarge();
    if (request.method === "GET" || request.method === "HEAD") {
      // Hardly any has a body; what there is goes by, and is cut off when it does not end.
      if (hasBody(request))
        void discardRest(request).then(() => {
          if (!request.complete) request.socket.destroy();
        });
      return next();
    }
    try {
      const body = await collect(request, limit);
      if (body === null) return refuseAsTooLarge();
      response.locals.body = body;
    } catch {
      // The sender has gone in the middle of it: nobody waits for an answer.
      response.destroy();
      return;
    }
    next();
  };
}
