import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SendEvents } from "~/lib/outbox/relay-outbox.server";

const event = { id: "one", name: "test/event", data: {} };
let answer: RequestListener;
const server = createServer((request, response) => answer(request, response));
let sendEvents: SendEvents;

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("INNGEST_DEV", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const [name, value] of Object.entries({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
    SUPABASE_SECRET_KEY: "sb_secret_x",
    GENERATION_PROVIDER: "local",
  }))
    vi.stubEnv(name, value);
  // One client for a process, made from the environment when it is first used.
  vi.resetModules();
  ({ sendEvents } = await import("./client.server"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("events that are taken arrive under their own ids", async () => {
  const bodies: string[] = [];
  answer = async (request, response) => {
    for await (const chunk of request) bodies.push(String(chunk));
    response.setHeader("content-type", "application/json").end('{"ids": ["x"], "status": 200}');
  };
  await sendEvents([event]);
  expect(JSON.parse(bodies.join(""))).toMatchObject([{ id: "one", name: "test/event" }]);
});

test.each([413, 503])("a refusal keeps its status: %i", async (status) => {
  answer = (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end('{"error": "not today"}');
  };
  await expect(sendEvents([event])).rejects.toMatchObject({
    name: "DeliveryError",
    status,
    message: expect.stringContaining("not today"),
  });
});

test("a connection that is cut has no status, and says what happened", async () => {
  answer = (request) => void request.socket.destroy();
  await expect(sendEvents([event])).rejects.toMatchObject({
    name: "DeliveryError",
    status: null,
    message: expect.not.stringContaining("fetch failed"),
  });
});
