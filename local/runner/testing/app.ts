import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";

const silent = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
};

/** A run as the REST API shows it. */
export interface ShownRun {
  run_id: string;
  status: string;
  output: unknown;
  ended_at: string | null;
}

/** An application written with the official SDK, with names of its own, so that tests do not meet each other. */
export interface TestApp {
  client: Inngest;
  /** The name that this app gives to its event, unlike any other app's. */
  eventName(name: string): string;
  /** Sends one event; returns its internal id. */
  send(event: { name: string; data?: Record<string, unknown>; id?: string; ts?: number }): Promise<string>;
  /** The runs that an event triggered, by its internal id. */
  runsOf(eventId: string): Promise<ShownRun[]>;
  /** Asks the app to register its functions; returns what it answered. */
  register(): Promise<{ status: number; message: string }>;
  /** Stops listening and cuts the connections, as a killed process would. */
  cut(): Promise<void>;
  /** Listens again, on the same port. */
  listen(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** What is no object is shown within one, as its only key "data". */
function unwrap(output: object | undefined): unknown {
  return output && Object.keys(output).join() === "data" && "data" in output ? output.data : (output ?? null);
}

/**
 * Serves the functions over HTTP on a free port of 127.0.0.1; they are not registered yet.
 *
 * @param inngestUrl the server to send events to and to register with
 * @param define makes the functions
 */
export async function startTestApp(
  inngestUrl: string,
  define: (client: Inngest, eventName: (name: string) => string) => InngestFunction.Any[],
): Promise<TestApp> {
  const suffix = randomUUID().slice(0, 8);
  const client = new Inngest({
    id: `app-${suffix}`,
    isDev: true,
    baseUrl: inngestUrl,
    logger: silent,
    internalLogger: silent,
  });
  const get = async <T>(path: string): Promise<T[]> => {
    const response = await fetch(new URL(path, inngestUrl));
    const body = (await response.json()) as { data?: T[] | null };
    return body.data ?? [];
  };
  const eventName = (name: string) => `test-${suffix}/${name}`;
  const handler = serve({ client, functions: define(client, eventName) });
  let server = createServer(handler);
  const port = await listen(server, 0);
  return {
    client,
    eventName,
    async send(event) {
      const { ids } = await client.send({ ...event, name: eventName(event.name) });
      return ids[0] ?? "";
    },
    async runsOf(eventId) {
      // The genuine server keeps its answer for 15 s, by the whole address.
      const runs = await get<ShownRun>(`/v1/events/${eventId}/runs?at=${randomUUID()}`);
      const outputs = await get<{ id: string; output?: object }>(
        `/api/v2/events/${eventId}/runs?includeOutput=true`,
      );
      const known = new Map(outputs.map(({ id, output }) => [id, output]));
      return runs.map((run) => ({
        ...run,
        // It says "Completed" also of a run that sleeps after a step.
        status: run.status === "Completed" && run.ended_at === null ? "Running" : run.status,
        output: unwrap(known.get(run.run_id)),
      }));
    },
    async register() {
      const response = await fetch(`http://127.0.0.1:${port}/api/inngest`, { method: "PUT" });
      const body = (await response.json()) as { message: string };
      return { status: response.status, message: body.message };
    },
    async cut() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    async listen() {
      server = createServer(handler);
      await listen(server, port);
    },
  };
}
