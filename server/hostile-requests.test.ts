import pino from "pino";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { draining, exactly, head, reached, SITE, serve } from "./app-with-test-routes";

const TOKEN = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";

/** What was logged, a line each. */
let lines: { path?: string; level: number }[] = [];
vi.mock("../app/lib/log.server", async (original) => ({
  ...(await original<typeof import("../app/lib/log.server")>()),
  log: () => pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }),
}));
beforeEach(() => {
  lines = [];
});

describe("S12 methods", () => {
  test.each(["TRACE", "PROPFIND", "LOCK"])("%s is 405 everywhere", async (method) => {
    const port = await serve();
    for (const path of ["/", "/resources/x", "/share/x", "/api/inngest"]) {
      const answer = await exactly(port, head(`${method} ${path}`));
      expect(answer).toMatch(/^HTTP\/1\.1 405 /);
      expect(answer).toMatch(/\r\nallow: GET, /i);
    }
  });
});

describe("S21", () => {
  test("OPTIONS runs no loader", async () => {
    const answer = await exactly(await serve(), head("OPTIONS /resources/x"));
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    expect(reached).toEqual([]);
  });

  test.each(["/nothing.data", "/nothing/there.data", "/resources/x.data", "/share/x.data", "/.data"])(
    "the data of %s, which is no page, is our own 404, and kept by nobody",
    async (path) => {
      const answer = await exactly(await serve(), head(`GET ${path}`));
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i);
      expect(answer).toContain('{"error":{"code":"not_found"');
      expect(reached).toEqual([]);
    },
  );

  test.each([
    ["GET /admin.data", 200],
    ["HEAD /admin.data", 200],
    ["GET /admin/elsewhere.data", 202],
    ["HEAD /admin/elsewhere.data", 202],
  ])("the data of a page is kept by nobody: %s", async (line, status) => {
    const answer = await exactly(await serve(), head(line));
    expect(answer.split(" ")[1]).toBe(String(status));
    expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i);
  });
});

describe("S11 a share link in another spelling", () => {
  const spellings = [
    `/share\\${TOKEN}`,
    `/./share/${TOKEN}`,
    `/x/../share/${TOKEN}`,
    `/%2e/share/${TOKEN}`,
    `/SHARE\\.\\${TOKEN}`,
    `/%73hare/${TOKEN}`,
    `http://elsewhere/share/${TOKEN}`,
  ];
  test.each(spellings)("has the headers of a share page: %s", async (path) => {
    const answer = await exactly(await serve(), head(`GET ${path}`));
    expect(reached).toHaveLength(1);
    expect(answer).toMatch(/\r\nreferrer-policy: no-referrer\r\n/i);
  });

  test.each([
    ...spellings,
    `/share%2F${TOKEN}`,
    `/share%5C${TOKEN}`,
    `/share%255C${TOKEN}`,
    `/x/share%2f..%2fshare%2f${TOKEN}`,
    `/share;${TOKEN}`,
  ])("is not logged: %s", async (path) => {
    await exactly(await serve(), head(`GET ${path}`));
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0));
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });
});

describe("S25 behind a proxy that", () => {
  const form = ["content-type: application/x-www-form-urlencoded", "content-length: 0", `origin: ${SITE}`];
  const post = (host: string, ...headers: string[]) =>
    [`POST /resources/x HTTP/1.1`, `host: ${host}`, ...form, ...headers, "", ""].join("\r\n");

  test.each([
    ["does not pass Host", post("127.0.0.1:3000"), "the header Host"],
    ["writes another X-Forwarded-Host", post("desk.test", "x-forwarded-host: inner"), "X-Forwarded-Host"],
  ])("%s, a sentence says which header is missing, and it is logged", async (_what, request, sentence) => {
    const answer = await exactly(await serve(), request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(sentence);
    expect(answer).toContain("desk.test");
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining(sentence) }),
    );
    expect(reached).toEqual([]);
  });

  test.each([
    ["passes it", post("desk.test")],
    ["passes it with the port", post("desk.test:80")],
    ["passes X-Forwarded-Host alone", post("127.0.0.1:3000", "x-forwarded-host: desk.test")],
  ])("%s, all is well", async (_what, request) => {
    expect(await exactly(await serve(), request)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test("A14 a server that is about to stop tells every connection to close", async () => {
  const port = await serve();
  expect(await exactly(port, head("GET /resources/x"))).not.toMatch(/\r\nconnection: close/i);
  draining.begin();
  expect(await exactly(port, head("GET /resources/x"))).toMatch(/\r\nconnection: close/i);
});
