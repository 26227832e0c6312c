import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";

export interface AppAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The request did not get an answer. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
  constructor(
    message: string,
    /** Whether the app may have seen the request; when not, the try does not count. */
    readonly delivered: boolean,
  ) {
    super(message);
  }
}

/** The longest call (inngest pkg/consts, MaxFunctionTimeout). */
export const CALL_LIMIT_MS = 2 * 60 * 60 * 1_000;

/** What the system says when nobody listens there, or the way there is not known (yet). */
const NOT_DELIVERED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The genuine server's words: for it, a connection that ends without an answer was never made. */
function wordsFor(url: URL, code: string, message: string): string {
  return NOT_DELIVERED.has(code) || message === "socket hang up"
    ? "Unable to reach SDK URL"
    : `error performing request: Post "${url}": ${message || code}`;
}

/**
 * POSTs JSON to the app and waits: a step may run for many minutes. fetch is not used since it gives up after five
 * minutes without a header.
 *
 * @param signal aborts the request
 * @throws NoAnswer when the connection is refused or lost, or the request aborted
 */
export function postToApp(url: URL, body: string, signal: AbortSignal): Promise<AppAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      const code = codeOf(error);
      const message = error instanceof Error ? error.message : "";
      reject(new NoAnswer(wordsFor(url, code, message), !NOT_DELIVERED.has(code)));
    };
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "x-inngest-server-kind": "dev",
      "user-agent": "inngest-runner",
    };
    // A connection of its own for each call: a kept one may be closed by a restarting app just as it is used.
    const request = send(url, { method: "POST", headers, signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on("error", fail);
    request.end(body);
  });
}
