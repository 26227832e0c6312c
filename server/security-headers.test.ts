import type { Request, Response } from "express";
import { describe, expect, test } from "vitest";
import { securityHeaders } from "./security-headers";

/** The headers that an answer to this path gets. */
function headersOf(path: string, options = { https: true, development: false }): Map<string, string> {
  const headers = new Map<string, string>();
  const response = {
    locals: {},
    setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
    removeHeader: (name: string) => headers.delete(name.toLowerCase()),
  };
  let passed: unknown[] = [];
  securityHeaders(options)({ path } as Request, response as unknown as Response, (...args) => {
    passed = [...args, "passed on"];
  });
  expect(passed).toEqual(["passed on"]);
  return headers;
}

const policyOf = (path: string) => headersOf(path).get("content-security-policy") ?? "";

describe("scripts", () => {
  test.each([
    "/admin",
    "/admin/",
    "/admin/failed-jobs",
    "/admin.data",
    "/admin/orders.data",
    "/ADMIN",
    "/%61dmin/x",
  ])("run on the desk, with a nonce of this answer: %s", (path) => {
    const nonce = /script-src 'self' 'nonce-([\w+/=]{24})'/.exec(policyOf(path))?.[1];
    expect(nonce).toBeDefined();
    expect(policyOf(path)).not.toContain(nonce);
    expect(policyOf(path)).not.toMatch(/script-src[^;]*unsafe/);
  });

  test.each([
    "/",
    "/login",
    "/share/x",
    "/share/x/audio",
    "/resources/orders",
    "/administrator",
    "/share/admin",
    "//x",
  ])("are forbidden everywhere else: %s", (path) => {
    expect(policyOf(path)).toContain("default-src 'none'");
    expect(policyOf(path)).not.toContain("script-src");
    expect(policyOf(path)).not.toContain("unsafe-inline");
  });
});

test.each(["/share/x", "/share/x/audio", "/SHARE/x", "/%73hare/x", "/share%2Fx"])(
  "a share link's address is told to no site: %s",
  (path) => expect(headersOf(path).get("referrer-policy")).toBe("no-referrer"),
);

test.each(["/login", "/admin", "/shared/x"])("other addresses are told to this site alone: %s", (path) => {
  expect(headersOf(path).get("referrer-policy")).toBe("same-origin");
});

test("every answer may be framed by nobody, sends forms nowhere else and is taken for what it says it is", () => {
  for (const path of ["/admin", "/login", "/share/x"]) {
    const headers = headersOf(path);
    expect(headers.get("content-security-policy")).toMatch(
      /(?=.*frame-ancestors 'none')(?=.*form-action 'self')(?=.*base-uri 'none')/,
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("browsers are told to insist on https only where the site has it", () => {
  expect(headersOf("/login").get("strict-transport-security")).toMatch(/max-age=\d{8}/);
  expect(headersOf("/login", { https: false, development: false }).has("strict-transport-security")).toBe(
    false,
  );
});
