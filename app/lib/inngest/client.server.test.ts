import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SendEvents } from "~/lib/outbox/relay-outbox.server";

const event = { id: "one", name: "test/event", json: '{"id":"one","name":"test/event","data":{}}' };
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
    GENERATION_API_URL: "http://127.0.0.1:9",
    GENERATION_API_KEY: "sk-only-for-tests",
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

test("D7 an event goes as the text that it is, several in one list", async () => {
  const bodies: string[] = [];
  answer = async (request, response) => {
    for await (const chunk of request) bodies.push(String(chunk));
    response.setHeader("content-type", "application/json").end('{"ids": ["x", "y"], "status": 200}');
  };
  const exact = { ...event, json: '{"id":"one","data":{"n":9007199254740993,"m":1e400,"p":1.0}}' };
  expect(await sendEvents([exact, event])).toEqual(["x", "y"]);
  expect(bodies.join("")).toBe(`[${exact.json},${event.json}]`);
});

test("I8 more than Inngest takes at once goes in several requests, a larger event alone", async () => {
  vi.stubEnv("INNGEST_MAX_EVENT_BYTES", "1024");
  vi.resetModules();
  const { requestsOf, sendEvents: sendSmall } = await import("./client.server");
  const sizes: number[] = [];
  answer = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    sizes.push(JSON.parse(body).length);
    response.setHeader("content-type", "application/json").end('{"ids": ["x"], "status": 200}');
  };
  const large = (length: number) => ({
    ...event,
    json: JSON.stringify({ ...event, padding: "x".repeat(length) }),
  });
  await sendSmall([large(300), large(300), large(300), large(5_000), large(10)]);
  expect(sizes).toEqual([2, 1, 1, 1]);
  expect(requestsOf(Array(5_001).fill({ ...event, json: "{}" }), 1e6).map(({ length }) => length)).toEqual([
    5_000, 1,
  ]);
});

test("I9 a refusal after some were taken says so", async () => {
  vi.stubEnv("INNGEST_MAX_EVENT_BYTES", "1024");
  vi.resetModules();
  const { sendEvents: sendSmall } = await import("./client.server");
  let asked = 0;
  answer = (_request, response) => {
    asked += 1;
    response
      .writeHead(asked === 1 ? 200 : 401, { "content-type": "application/json" })
      .end('{"ids": ["x"], "status": 200}');
  };
  const large = { ...event, json: JSON.stringify({ ...event, padding: "x".repeat(1_000) }) };
  await expect(sendSmall([large, large])).rejects.toMatchObject({ status: 401, someTaken: true });
});

test("I7 a refusal is answered at once: nothing is asked twice", async () => {
  let asked = 0;
  answer = (_request, response) => {
    asked += 1;
    response.writeHead(500, { "content-type": "application/json" }).end('{"error": "away"}');
  };
  await expect(sendEvents([event])).rejects.toMatchObject({ status: 500 });
  expect(asked).toBe(1);
});

test("what Inngest answers with 200 but did not take is a refusal", async () => {
  answer = (_request, response) => {
    response
      .setHeader("content-type", "application/json")
      .end('{"ids": [], "status": 400, "error": "no name"}');
  };
  await expect(sendEvents([event])).rejects.toMatchObject({ message: expect.stringContaining("no name") });
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
