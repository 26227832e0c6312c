import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { siteUrl } from "./canonical-path";

const SITE = "https://desk.example.com";

describe("the address that the routes see", () => {
  test.each([
    ["/", "/"],
    ["/admin?a=b", "/admin?a=b"],
    ["//evil.example/admin", "//evil.example/admin"],
    ["///", "///"],
    ["//", "//"],
    ["/\\evil.example", "//evil.example"],
    ["//user@evil.example:99", "//user@evil.example:99"],
    ["http://evil.example/admin?a=b", "/admin?a=b"],
    ["HTTPS://evil.example", "/"],
    ["http://evil.example?a", "/?a"],
    ["*", "/*"],
    [".evil.example", "/.evil.example"],
    ["@evil.example", "/@evil.example"],
    [":99/x", "/:99/x"],
    ["", "/"],
  ])("for %j is %j of this site", (sent, path) => {
    const url = siteUrl(sent, SITE);
    expect(url.origin).toBe(SITE);
    expect(url.pathname + url.search).toBe(path);
  });
});

describe("a request line that names another host", () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => response.end(siteUrl(request.url ?? "", SITE).href));
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  test.each(["http://evil.example/admin", "//evil.example/admin", "http:evil", "/%"])(
    "%s",
    async (target) => {
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      socket.end(`GET ${target} HTTP/1.1\r\nhost: desk\r\nconnection: close\r\n\r\n`);
      let answer = "";
      for await (const chunk of socket.setEncoding("utf8")) answer += chunk;
      if (answer.startsWith("HTTP/1.1 200")) expect(answer).toContain(`\r\n${SITE}/`);
      else expect(answer).toMatch(/^HTTP\/1\.1 400/);
    },
  );
});
