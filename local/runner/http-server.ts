import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { acceptEvents } from "./accept-events.ts";
import { parseEvents, Refusal } from "./incoming-events.ts";
import { listFunctions, runsOfEvent } from "./read-api.ts";
import { registerApp } from "./register.ts";
import type { Store } from "./store.ts";

/** Enough for a batch of some thirty events of the greatest size. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

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

async function answer(
  store: Store,
  options: HttpOptions,
  request: IncomingMessage,
): Promise<Record<string, unknown>> {
  const { pathname } = new URL(request.url ?? "/", "http://runner");
  const [route, ...rest] = pathname.split("/").slice(1).map(decodeSegment);
  const at = `${request.method} ${[route, ...rest.map(() => "*")].join("/")}`;
  if (at === "GET health") {
    await store.sql`select 1`;
    return { status: 200, message: "OK" };
  }
  if (at === "GET dev") return { functions: await listFunctions(store) };
  if (at === "POST e/*") {
    const events = parseEvents(await readBody(request));
    const seed = request.headers["x-inngest-event-id-seed"];
    const ids = await acceptEvents(store, events, Array.isArray(seed) ? seed[0] : seed);
    options.wake();
    return { ids, status: 200 };
  }
  if (at === "POST fn/*" && rest[0] === "register") {
    await registerApp(store, await readBody(request));
    options.wake();
    return { ok: true, status: 200, modified: true };
  }
  if (at === "GET v1/*/*/*" && rest[0] === "events" && rest[1] && rest[2] === "runs") {
    return { data: await runsOfEvent(store, rest[1]) };
  }
  throw new Refusal(404, `there is no ${request.method} ${pathname}`);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "the address is malformed");
  }
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json" }).end(text);
}

/** The runner's HTTP side; errors are answered as { error, status }, which is what the SDK reads. */
export function createHttpServer(store: Store, options: HttpOptions): Server {
  return createServer((request, response) => {
    answer(store, options, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const refused = error instanceof Refusal;
        const status = refused ? error.status : 500;
        const reason = refused ? error.message : "the runner could not do this";
        options.log(`${request.method} ${request.url}: ${refused ? error.message : String(error)}`);
        // What was not read of a refused body must not be taken for the next request.
        if (!request.complete) response.setHeader("connection", "close");
        send(response, status, { error: reason, status });
      },
    );
  });
}
