import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readAddresses } from "./addresses";
import { forgetLimits, makeAccount, someIds } from "./database";
import { expect, signInByForm, test } from "./test";

const localDir = process.env.E2E_LOCAL_DIR ?? "";
const clientDir = fileURLToPath(new URL("../../build/client/", import.meta.url));

interface Secrets {
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  sessionSecret: string;
}

/** What this run's server has to keep to itself. */
function secrets(): Record<string, string> {
  const { secretKey, jwtSecret, sessionSecret }: Secrets = JSON.parse(
    readFileSync(join(localDir, "secrets.json"), "utf8"),
  );
  const password = readFileSync(join(localDir, "postgres.password"), "utf8").trim();
  return { secretKey, jwtSecret, sessionSecret, password };
}

function expectNoSecret(text: string, where: string): void {
  for (const [name, value] of Object.entries(secrets())) {
    expect(value.length, name).toBeGreaterThan(10);
    expect(text.includes(value), `${name} in ${where}`).toBe(false);
  }
}

test("no answer holds a secret of the server's", async ({ request }) => {
  await signInByForm(request, await makeAccount("admin"));
  const { order, token } = await someIds();
  const pages = [
    "/login",
    "/admin",
    "/admin/orders",
    `/admin/orders/${order}.data`,
    `/share/${token}`,
    `/share/${token}.data`,
  ];
  const odd = [
    "/nothing",
    `/share/${randomUUID()}`,
    "/healthz",
    "/readyz",
    "/api/inngest",
    "/__manifest?p=/admin&version=x",
  ];
  const reads = (await readAddresses()).map(({ path }) => path).filter((path) => !path.endsWith("/audio"));
  for (const path of [...pages, ...odd, ...reads]) {
    const response = await request.get(path, { maxRedirects: 0 });
    const headers = response.headersArray().map(({ name, value }) => `${name}: ${value}`);
    expectNoSecret(`${headers.join("\n")}\n${await response.text()}`, path);
  }
});

test("what browsers are given holds no secret, no module of the server's and no name of its keys", () => {
  const files = readdirSync(clientDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), "utf8");
    expectNoSecret(text, file.name);
    expect(file.name).not.toMatch(/\.map$/);
    for (const mark of [
      "SUPABASE_SECRET",
      "SESSION_SECRET",
      "SIGNING_KEY",
      "sb_secret_",
      "service_role",
      ".server.ts",
      "createServerClient",
      "claim_outbox_events",
      'from"node:',
      'require("node:',
      "process.env.SUPABASE",
    ]) {
      expect(text.includes(mark), `${mark} in ${file.name}`).toBe(false);
    }
  }
});

test("the log names no token, no address of anybody and no secret", async ({ request, page, baseURL }) => {
  const { token } = await someIds();
  const email = await makeAccount("viewer");
  await page.goto(`/share/${token}`);
  for (const path of [
    `/share/${token}/audio`,
    `/share/${token}/download`,
    `/share/${token}/embed`,
    `/share/${token}/artwork.png`,
    `/oembed?url=${encodeURIComponent(`${baseURL}/share/${token}`)}`,
    `/share/${token}.data`,
    `/SHARE/${token}`,
    `/%73hare/${token}`,
    `//share/${token}`,
    `/share/${token}%`,
    `/elsewhere/share/${token}`,
  ]) {
    await request.get(`${baseURL}${path}`, { headers: { range: "bytes=0-1" } });
  }
  await request.post("/login", { form: { email, password: "a wrong password" } });
  await signInByForm(request, email);
  await request.get(`/resources/orders?q=${encodeURIComponent(email)}`);
  const marked = `/marked-${randomUUID()}`;
  await request.get(marked);
  const log = () => readFileSync(join(localDir, "web.log"), "utf8");
  // Its line is the last of these, so all of them are there.
  await expect.poll(log).toContain(marked);
  expect(log()).not.toContain(token);
  expect(log()).not.toContain(email);
  expect(log()).not.toContain("a wrong password");
  expect(log()).toMatch(/"path":"\/share\/#[0-9a-f]{12}\/audio"/);
  expectNoSecret(log(), "web.log");
});

test("every kind of page says how it may be used", async ({ request }) => {
  // Other tests guess links from this address, too.
  await forgetLimits();
  const { token } = await someIds();
  const kinds = {
    login: { path: "/login", status: 200, scripts: false },
    share: { path: `/share/${token}`, status: 200, scripts: true },
    "unknown share": { path: `/share/${randomUUID()}`, status: 404, scripts: true },
    audio: { path: `/share/${token}/audio`, status: 200, scripts: true },
    "not found": { path: "/nothing", status: 404, scripts: false },
    resource: { path: "/resources/session", status: 401, scripts: false },
    file: { path: "/robots.txt", status: 200, scripts: false },
    desk: { path: "/admin", status: 200, scripts: true },
  };
  for (const [kind, { path, status, scripts }] of Object.entries(kinds)) {
    if (kind === "desk") await signInByForm(request, await makeAccount("viewer"));
    const response = await request.get(path);
    expect(response.status(), kind).toBe(status);
    const headers = response.headers();
    expect(headers, kind).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers["x-powered-by"], kind).toBeUndefined();
    const policy = headers["content-security-policy"] ?? "";
    for (const rule of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "base-uri 'none'",
    ]) {
      expect(policy, kind).toContain(rule);
    }
    expect(policy.includes("script-src"), kind).toBe(scripts);
    expect(headers["referrer-policy"]).toBe(path.startsWith("/share/") ? "no-referrer" : "same-origin");
    if (!["audio", "file"].includes(kind)) expect(headers["cache-control"], kind).toBe("no-store");
  }
});

test("each script of the desk carries the nonce of its own answer", async ({ request }) => {
  await signInByForm(request, await makeAccount("viewer"));
  const nonces = new Set<string>();
  for (let visit = 0; visit < 2; visit += 1) {
    const response = await request.get("/admin");
    const nonce = /'nonce-([^']+)'/.exec(response.headers()["content-security-policy"] ?? "")?.[1] ?? "";
    expect(nonce).not.toBe("");
    nonces.add(nonce);
    const scripts = (await response.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(2);
});
