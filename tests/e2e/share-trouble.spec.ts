import { randomUUID } from "node:crypto";
import { findingsOf } from "./accessibility-findings";
import { NOBODY, startServerBeside } from "./server-beside";
import { expect, test } from "./test";

/** The built server beside the one under test, with a database that nothing answers for. */
let server: Awaited<ReturnType<typeof startServerBeside>>;
let site = "";
test.beforeAll(async () => {
  server = await startServerBeside({ SUPABASE_URL: NOBODY, LOG_LEVEL: "silent" });
  site = server.site;
});
test.afterAll(() => server.stop());

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
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await findingsOf(page, { advice: true })).toEqual([]);

  for (const door of ["audio", "download", "artwork.png"]) {
    const refused = await request.get(`${link}/${door}`);
    expect(refused.status(), door).toBe(503);
    expect(Number(refused.headers()["retry-after"]), door).toBeGreaterThan(0);
    expect(await refused.text()).not.toMatch(/ECONNREFUSED|\n\s+at /);
  }
});
