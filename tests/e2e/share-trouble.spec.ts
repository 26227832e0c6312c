import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import AxeBuilder from "@axe-core/playwright";
import { PROJECT_DIR } from "../../local/build";
import { findFreePort } from "../../local/ports";
import { readServices } from "../../local/services";
import { expect, test } from "./test";

/** The built server beside the one under test, with a database that nothing answers for. */
let server: ChildProcess;
let site = "";
test.beforeAll(async () => {
  const port = String(await findFreePort());
  site = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, ["build/serve.js"], {
    cwd: PROJECT_DIR,
    stdio: "ignore",
    env: {
      ...process.env,
      ...readServices(process.env.E2E_LOCAL_DIR ?? ""),
      NODE_ENV: "production",
      PORT: port,
      PUBLIC_URL: site,
      SESSION_SECRET: `${randomUUID()}${randomUUID()}`,
      SUPABASE_URL: "http://127.0.0.1:9",
      GENERATION_PROVIDER: "local",
      LOG_LEVEL: "silent",
    },
  });
  await expect
    .poll(() =>
      fetch(`${site}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    .toBe(true);
});
test.afterAll(async () => {
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
});

test("a song whose database is out of reach says that it is our fault, and looks again by itself", async ({
  page,
  request,
  expectedErrors,
}) => {
  expectedErrors.push("503");
  const link = `${site}/share/${randomUUID()}`;
  const response = await page.goto(link);
  expect(response?.status()).toBe(503);
  expect(await response?.allHeaders()).toMatchObject({ "cache-control": "no-store" });
  expect(Number((await response?.allHeaders())?.["retry-after"])).toBeGreaterThan(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The song cannot be reached just now.");
  await expect(page.getByRole("link", { name: "Look again" })).toBeVisible();
  expect(await response?.text()).toContain('<noscript><meta http-equiv="refresh" content="30"/></noscript>');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  for (const door of ["audio", "download", "artwork.png"]) {
    const refused = await request.get(`${link}/${door}`);
    expect(refused.status(), door).toBe(503);
    expect(Number(refused.headers()["retry-after"]), door).toBeGreaterThan(0);
    expect(await refused.text()).not.toMatch(/ECONNREFUSED|\n\s+at /);
  }
});
