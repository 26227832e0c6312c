import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { actionAddresses, readAddresses, signInByForm } from "./addresses";
import { makeAccount, snapshot, someIds } from "./database";
import { expect, test } from "./test";

/** As many as fit into some seconds; E2E_BAD_REQUESTS asks for more. */
const GENERATED = Number(process.env.E2E_BAD_REQUESTS ?? 500);
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** What an error page or answer would say of the server's inside. */
const INSIDES =
  /\n\s+at .*[:(]\d+|node_modules|\.server\.|serve\.js|server\/index|PostgresError|ZodError|sb_secret/;

test("generated bad requests: no error of the server's, nothing of its inside, nothing written", async ({
  request,
  playwright,
  baseURL,
}) => {
  test.setTimeout(180_000 + GENERATED * 500);
  await signInByForm(request, await makeAccount("admin"));
  const stranger = await playwright.request.newContext({ ...(baseURL && { baseURL }) });
  const ids = await someIds();
  // Revealing takes an empty object, which is generated, too: then it is done, and recorded.
  const known = [...(await readAddresses()), ...(await actionAddresses())]
    .map(({ path }) => path)
    .filter((path) => !path.endsWith("/reveal"));
  // Not /api/inngest: what a dev server may know, stacks included, Inngest's own library tells whoever asks; with a
  // signing key it tells nobody else.
  const pages = ["/", "/login", "/logout", "/admin", "/healthz", "/readyz", "/robots.txt", "/__manifest"];
  const shared = [`/share/${ids.token}`, `/share/${ids.token}/audio`, `/share/${randomUUID()}`];
  const odd = fc.oneof(
    fc.constantFrom(
      "%00",
      "%ff",
      "%",
      "..",
      "%2e%2e",
      "%2f",
      "\\",
      "'",
      '"',
      "<script>",
      "%24%7Bx%7D",
      "%E2%80%A8",
      "null",
      "-1",
    ),
    fc
      .string({ maxLength: 12 })
      .map(encodeURIComponent)
      .filter((text) => text !== ""),
  );
  const path = fc.oneof(
    fc.constantFrom(...known, ...pages, ...shared),
    fc.tuple(fc.constantFrom(...known, ...pages, ...shared), odd).map(([base, end]) => `${base}/${end}`),
    fc
      .tuple(fc.constantFrom(...known, ...shared), odd)
      .map(([base, end]) => base.replace(/[0-9a-f-]{36}/, end)),
    fc.constantFrom(...known, ...pages, ...shared).map((base) => `${base}.data`),
    fc.array(odd, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`),
  );
  const query = fc.oneof(
    fc.constant(""),
    fc
      .array(
        fc.tuple(
          fc.constantFrom("q", "limit", "cursor", "sort", "state", "_data", "_routes", "index", "redirectTo"),
          odd,
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`),
  );
  const body = fc.oneof(
    fc.constant(undefined),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    // Fields of ours with values that none of them takes, so that nothing is done by chance.
    fc
      .record({ note: fc.oneof(fc.integer(), fc.constant(null), fc.constant("\0")), version: fc.anything() })
      .map((value) => JSON.stringify({ ...value, version: fc.stringify(value.version) })),
    fc.string(),
  );
  const headers = fc.record(
    {
      "content-type": fc.constantFrom(
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "x",
      ),
      accept: fc.constantFrom("text/html", "application/json", "*/*", "x"),
      range: fc.constantFrom("bytes=0-1", "bytes=-0", "bytes=9-1", "bytes=x", "lines=1-2", "bytes=0-1,3-4"),
      "if-none-match": fc.constantFrom("*", '"x"', "x"),
      "if-range": fc.constantFrom('"x"', "x", "Wed, 21 Oct 2015 07:28:00 GMT"),
      cookie: fc.constantFrom(
        "reprise-session=x",
        "reprise-session=base64-x",
        "reprise-session=base64-e30",
        "=",
        ";;",
        "reprise-session.0=base64-",
      ),
      "x-forwarded-host": fc.constantFrom("evil.example", "evil.example, other", "%"),
      "x-forwarded-proto": fc.constantFrom("https", "x"),
    },
    { requiredKeys: [] },
  );

  const before = await snapshot();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...METHODS),
      path,
      query,
      headers,
      body,
      fc.boolean(),
      async (method, target, search, extra, data, signedIn) => {
        // As the browser asks for it: "/resources/live/changes/.." is "/resources/live/".
        const { pathname } = new URL(`${baseURL}${target}`);
        // Signing out would end the session of all requests after it.
        fc.pre(!(signedIn && pathname.startsWith("/logout")));
        // An answer without an end, which live.spec.ts is about.
        fc.pre(pathname.replace(/\/+$/, "") !== "/resources/live");
        // An empty object is all that a retry needs, too.
        fc.pre(!(signedIn && pathname.includes("/retries") && data?.trim() === "{}"));
        const context = signedIn ? request : stranger;
        const { cookie, ...rest } = extra;
        const response = await context.fetch(`${baseURL}${target}${search}`, {
          method,
          headers: { ...rest, ...(cookie !== undefined && !signedIn && { cookie }) },
          maxRedirects: 0,
          ...(data !== undefined && method !== "GET" && method !== "HEAD" && { data }),
        });
        expect(response.status(), `${method} ${target}${search}`).toBeLessThan(500);
        const type = response.headers()["content-type"] ?? "";
        // A failure is shown to staff with the stack that it had; everything around that is checked.
        const itsOwnStack = /"error_stack":"(?:[^"\\]|\\.)*"/g;
        if (!type.startsWith("audio/"))
          expect((await response.text()).replaceAll(itsOwnStack, "")).not.toMatch(INSIDES);
        await response.dispose();
      },
    ),
    { numRuns: GENERATED, endOnFailure: true },
  );
  expect(await snapshot()).toEqual(before);
  expect((await request.get("/resources/session")).status(), "still there, and still signed in").toBe(200);
  await stranger.dispose();
});
