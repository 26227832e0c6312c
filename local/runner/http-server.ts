import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { acceptEvents } from "./accept-events.ts";
import { parseEvents, Refusal } from "./incoming-events.ts";
import { listFunctions } from "./read-api.ts";
import { forgetApp, registerApp } from "./register.ts";
import { type Answer, cancel, deleteRun, readRuns, readRunsWithOutput } from "./run-routes.ts";
import type { Store } from "./store.ts";

/** Enough for a batch of some twenty events of the greatest size. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

export interface HttpOptions {
  log(line: string): void;
  /** Called when there is new work. */
  wake(): void;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) throw new Refusal(413, `the body is larger than ${BODY_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** POST /e/:key: the events before a bad one are kept, and it is told that there was one. */
async function receiveEvents(store: Store, request: IncomingMessage): Promise<Answer> {
  const { events, refusal } = parseEvents(await readBody(request));
  const seed = request.headers["x-inngest-event-id-seed"];
  const accepted = await acceptEvents(store, events, Array.isArray(seed) ? seed[0] : seed);
  // Nothing accepted is one id that is none.
  const ids = accepted.length > 0 ? accepted : [""];
  if (refusal === null) return { status: 200, body: { ids, status: 200 } };
  return { status: 400, body: { ids, status: 400, error: refusal } };
}

async function answer(store: Store, options: HttpOptions, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://runner");
  const parts = pathname.split("/").slice(1).map(decodeSegment);
  const is = (method: string, ...shape: (string | null)[]) =>
    request.method === method &&
    parts.length === shape.length &&
    shape.every((part, index) => part === null || part === parts[index]);
  if (is("GET", "health")) {
    await store.sql`select 1`;
    return { status: 200, body: { status: 200, message: "OK" } };
  }
  if (is("GET", "dev")) return { status: 200, body: { functions: await listFunctions(store) } };
  if (is("POST", "e", null)) {
    const received = await receiveEvents(store, request);
    options.wake();
    return received;
  }
  if (is("POST", "fn", "register")) {
    await registerApp(store, await readBody(request));
    options.wake();
    return { status: 200, body: { ok: true, status: 200, modified: true } };
  }
  if (is("DELETE", "fn", "remove")) {
    await forgetApp(store, searchParams.get("url") ?? "");
    return { status: 200 };
  }
  if (is("GET", "v1", "events", null, "runs")) return readRuns(store, parts[2] ?? "");
  if (is("GET", "api", "v2", "events", null, "runs")) {
    return readRunsWithOutput(store, parts[3] ?? "", searchParams.get("includeOutput") === "true");
  }
  if (is("POST", "api", "v2", "runs", null, "cancel")) return cancel(store, parts[3] ?? "");
  if (is("DELETE", "v1", "runs", null)) return deleteRun(store, parts[2] ?? "");
  throw new Refusal(404, `there is no ${request.method} ${pathname}`);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "the address is malformed");
  }
}

function send(response: ServerResponse, { status, body, maxAgeSeconds }: Answer): void {
  if (maxAgeSeconds !== undefined) response.setHeader("cache-control", `private, max-age=${maxAgeSeconds}`);
  if (body === undefined) return void response.writeHead(status).end();
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The runner's HTTP side; errors are answered as { error, status }, which is what the SDK reads. */
export function createHttpServer(store: Store, options: HttpOptions): Server {
  return createServer((request, response) => {
    answer(store, options, request).then(
      (given) => send(response, given),
      (error: unknown) => {
        const refused = error instanceof Refusal;
        const status = refused ? error.status : 500;
        const reason = refused ? error.message : "the runner could not do this";
        options.log(`${request.method} ${request.url}: ${refused ? error.message : String(error)}`);
        // What was not read of a refused body must not be taken for the next request.
        if (!request.complete) response.setHeader("connection", "close");
        send(response, { status, body: { error: reason, data: null, status } });
      },
    );
  });
}
