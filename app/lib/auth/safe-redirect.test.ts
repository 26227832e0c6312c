import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safeRedirectPath } from "./safe-redirect";

const HOME = "/admin";

describe("where to go after signing in", () => {
  test.each([
    "/admin",
    "/admin/failed-jobs",
    "/admin/failed-jobs?q=Moderation&state=all#note",
    "/admin?next=https://evil.example",
    "/admin/orders/%2F%2Fevil.example",
    "/",
    "/logins",
  ])("a path of this site is kept: %s", (path) => expect(safeRedirectPath(path)).toBe(path));

  test.each([
    ["nothing", null],
    ["empty", ""],
    ["another site", "https://evil.example/admin"],
    ["another site without a scheme", "//evil.example"],
    ["three slashes", "///evil.example"],
    ["a slash and a backslash", "/\\evil.example"],
    ["two backslashes", "\\\\evil.example"],
    ["a backslash further on", "/a\\..\\\\evil.example"],
    ["a scheme without slashes", "https:evil.example"],
    ["a script", "javascript:alert(1)"],
    ["a script with a line break in it", "java\nscript:alert(1)"],
    ["data", "data:text/html,<script>alert(1)</script>"],
    ["a tab between the slashes", "/\t/evil.example"],
    ["a line feed between the slashes", "/\n/evil.example"],
    ["a carriage return between the slashes", "/\r/evil.example"],
    ["a space in front", " //evil.example"],
    ["dots that leave two slashes", "/.//evil.example"],
    ["dots that go up to two slashes", "/admin/..//evil.example"],
    ["a path without a slash", "admin"],
    ["an address with credentials", "//user@evil.example"],
    ["a full-width solidus in front", "／/evil.example"],
    ["the login", "/login"],
    ["the login with a query", "/login?redirectTo=/login"],
    ["the login by a detour", "/admin/../login"],
    ["logging out", "/logout"],
  ])("%s is ignored", (_what, target) => expect(safeRedirectPath(target)).toBe(HOME));

  test("encoded slashes stay letters of a path", () => {
    expect(safeRedirectPath("/%2f%2fevil.example")).toBe("/%2f%2fevil.example");
    expect(safeRedirectPath("/%5cevil.example")).toBe("/%5cevil.example");
  });

  test("unicode that looks like a slash is encoded, and stays a path", () => {
    expect(safeRedirectPath("/／evil.example")).toBe("/%EF%BC%8Fevil.example");
  });

  test("whatever is asked for, a browser stays on the site", () => {
    const site = "https://desk.example.com";
    const parts = [
      "/",
      "\\",
      "//",
      "\t",
      "\n",
      ".",
      "..",
      ":",
      "@",
      "evil.example",
      "https:",
      "%2f",
      "?",
      "#",
      "a",
      "\0",
    ];
    const target = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 8 });
    fc.assert(
      fc.property(
        target.map((pieces) => pieces.join("")),
        (text) => {
          expect(new URL(safeRedirectPath(text), `${site}/login`).origin).toBe(site);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
