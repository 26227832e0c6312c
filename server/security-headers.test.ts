import type { Request, Response } from "express";
import { describe, expect, test } from "vitest";
import { allowOtherSites, securityHeaders } from "./security-headers";

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

  test.each(["/", "/login", "/resources/orders", "/administrator", "//x"])(
    "are forbidden everywhere else: %s",
    (path) => {
      expect(policyOf(path)).toContain("default-src 'none'");
      expect(policyOf(path)).not.toContain("script-src");
      expect(policyOf(path)).not.toContain("unsafe-inline");
    },
  );
});

test.each(["/share/x", "/share/x/audio", "/share/x/embed", "/share/admin"])(
  "a share page has the one script and style that carry the answer's nonce: %s",
  (path) => {
    const policy = policyOf(path);
    expect(policy).toMatch(/script-src 'nonce-[\w+/=]{24}'(;|$)/);
    expect(policy).toMatch(/style-src 'nonce-[\w+/=]{24}'(;|$)/);
    expect(policy).toMatch(/media-src 'self'(;|$)/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe-inline");
  },
);

test("only what may be embedded can be framed and loaded by other sites, and all else of its policy stays", () => {
  const headers = new Map<string, string>();
  for (const [name, value] of headersOf("/share/x/embed")) headers.set(name, value);
  const before = headers.get("content-security-policy") ?? "";
  allowOtherSites({
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  } as unknown as Response);
  expect(before).toContain("frame-ancestors 'none'");
  expect(headers.get("content-security-policy")).toBe(
    before.replace("frame-ancestors 'none'", "frame-ancestors http: https:"),
  );
  expect(headers.has("x-frame-options")).toBe(false);
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
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
