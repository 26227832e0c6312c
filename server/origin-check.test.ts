import { describe, expect, test } from "vitest";
import { isFromThisSite } from "./origin-check";

const SITE = "https://desk.example.com";

const check = (
  method: string,
  { path = "/resources/x", site, origin }: { path?: string; site?: string; origin?: string } = {},
) => isFromThisSite({ method, path, secFetchSite: site, origin }, SITE);

describe("a request that changes something", () => {
  test.each([
    // What the browser says about itself counts first.
    ["same-origin", undefined, true],
    ["same-origin", SITE, true],
    ["none", undefined, true],
    ["same-site", undefined, false],
    ["same-site", SITE, false],
    ["cross-site", undefined, false],
    ["cross-site", SITE, false],
    ["cross-site", "null", false],
    ["", SITE, false],
    ["SAME-ORIGIN", SITE, false],
    ["nonsense", SITE, false],
    // Browsers from before Sec-Fetch-Site send an origin.
    [undefined, SITE, true],
    [undefined, "https://evil.example", false],
    [undefined, "null", false],
    [undefined, "", false],
    [undefined, "http://desk.example.com", false],
    [undefined, "https://desk.example.com:8443", false],
    [undefined, "https://desk.example.com.evil.example", false],
    [undefined, "https://other.example.com", false],
    [undefined, "https://desk.example.com/", false],
    // No browser leaves both out.
    [undefined, undefined, true],
  ])("with Sec-Fetch-Site %j and Origin %j: %s", (site, origin, allowed) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "QUERY"]) {
      expect(
        check(method, { ...(site !== undefined && { site }), ...(origin !== undefined && { origin }) }),
      ).toBe(allowed);
    }
  });
});

test.each(["GET", "HEAD", "OPTIONS"])("%s changes nothing, so it may come from anywhere", (method) => {
  expect(check(method, { site: "cross-site", origin: "https://evil.example" })).toBe(true);
});

test.each([
  ["/api/inngest", true],
  ["/api/inngest/", false],
  ["/api/inngest/x", false],
  ["/api/inngestx", false],
  ["/API/INNGEST", false],
  ["/login", false],
  ["/logout", false],
])("what Inngest signs may come from elsewhere: %s %s", (path, allowed) => {
  expect(check("POST", { path, site: "cross-site", origin: "https://evil.example" })).toBe(allowed);
});
