import { Agent, type IncomingHttpHeaders, request as openRequest } from "node:http";

/** A request as it goes over the wire. */
export interface RawRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers?: Record<string, string>;
  body?: string | undefined;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Answers without an end are read up to this. */
const READ_AT_MOST = 256 * 1024;

/**
 * Sends what a browser, and fetch, would put right first: any method, and a path as it is.
 *
 * @throws when the connection ends without an answer
 */
export function sendRaw(
  site: string,
  agent: Agent,
  { method, path, headers, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(site);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const outgoing = openRequest({ hostname, port, agent, method, path, headers: { ...headers, ...length } });
    outgoing.on("response", (response) => {
      let text = "";
      const done = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        const endless = response.headers["content-type"]?.startsWith("text/event-stream");
        if (endless || text.length > READ_AT_MOST) {
          done();
          response.destroy();
        }
      });
      response.on("end", done);
      response.on("error", done);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Connections that are kept, as a browser keeps them. */
export const keptConnections = () => new Agent({ keepAlive: true, maxSockets: 8 });

/** What a connection says that was cut while something was written to it. */
const CUT = ["EPIPE", "ECONNRESET"];

/**
 * Sends a body in chunks, without saying how long it is, until it is whole or cut off.
 *
 * @returns the answer's status, or 0: a server cuts a sender that does not stop after some seconds, in which a busy machine
 *   may not have come to read the answer
 */
export function pourBody(
  site: string,
  target: { method: string; path: string },
  bytes: number,
): Promise<{ status: number; sent: number }> {
  const { hostname, port } = new URL(site);
  const chunk = Buffer.alloc(64 * 1024, " ");
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    let left = bytes;
    const headers = {
      "content-type": "application/json",
      "transfer-encoding": "chunked",
      "idempotency-key": "one-key-for-all-of-them",
    };
    const outgoing = openRequest({ hostname, port, agent: false, ...target, headers });
    const pour = () => {
      while (left > 0 && !outgoing.destroyed) {
        left -= chunk.length;
        if (!outgoing.write(chunk)) {
          outgoing.once("drain", pour);
          return;
        }
      }
      outgoing.end();
    };
    outgoing.on("response", (response) => {
      status = response.statusCode;
      response.resume();
    });
    // Cut off after its answer is as good as answered.
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      if (status === undefined && !CUT.includes(error.code ?? "")) reject(error);
    });
    outgoing.on("close", () => resolve({ status: status ?? 0, sent: bytes - left }));
    pour();
  });
}
