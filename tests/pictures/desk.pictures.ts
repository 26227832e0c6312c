import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { someIds, withDatabase } from "../e2e/database";
import { test as base, expect } from "../e2e/test";

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Waits until a page has all it shows, then keeps a picture of it in docs/pictures. */
async function take(page: Page, name: string): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByRole("status", { name: /^(Loading|Wird geladen)$/ })).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const path = fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
}

const test = base.extend({
  viewport: WIDE,
  contextOptions: async ({ contextOptions }, use) => use({ ...contextOptions, reducedMotion: "reduce" }),
});

const openJobs = () =>
  withDatabase(async (sql) => {
    const rows = await sql<{ id: string; email: string }[]>`
      select j.id, u.email from public.failed_jobs j
      join public.orders o on o.id = j.order_id join public.users u on u.id = o.user_id
      where j.state = 'open' order by j.needed_by, j.id limit 5`;
    return rows;
  });

// The demo's failures are told apart by the server itself, some seconds after it has started.
test.beforeAll(async () => {
  const unknown = () =>
    withDatabase(async (sql) => {
      const [row] = await sql<{ n: number }[]>`
        select count(*)::int as n from public.failed_jobs where kind_version = 0`;
      return row?.n;
    });
  await expect.poll(unknown, { timeout: 60_000 }).toBe(0);
});

for (const [suffix, viewport, colorScheme] of [
  ["", WIDE, "light"],
  ["-dark", WIDE, "dark"],
  ["-phone", PHONE, "light"],
] as const) {
  test.describe(`as ${suffix || "usual"}`, () => {
    test.use({ viewport, colorScheme });

    test("every page", async ({ page, signIn }) => {
      const ids = await someIds();
      const [first] = await openJobs();
      await signIn("admin");
      for (const [name, path] of [
        ["overview", "/admin"],
        ["failed-jobs", "/admin/failed-jobs"],
        ["failed-job", `/admin/failed-jobs/${first?.id}`],
        ["error-groups", "/admin/failed-jobs?by=groups"],
        ["orders", "/admin/orders"],
        ["order", `/admin/orders/${ids.order}`],
        ["outbox", "/admin/outbox"],
        ["share", `/share/${ids.token}`],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await take(page, `${name}${suffix}`);
      }
      await page.context().clearCookies();
      await page.goto("/login");
      await take(page, `login${suffix}`);
    });
  });
}

test("what lies over a page", async ({ page, signIn }) => {
  const [first] = await openJobs();
  await signIn("agent", "/admin/failed-jobs");
  const rows = page.getByRole("grid").getByRole("row");
  await expect(rows.nth(3)).toBeVisible();
  await page.keyboard.press("Enter");
  const pane = page.getByRole("region", { name: "Failed job", exact: true });
  await expect(pane.getByRole("heading", { level: 2 })).toBeVisible();
  await take(page, "reading-pane");
  await page.keyboard.press("Shift+R");
  await expect(
    page.getByRole("dialog").getByRole("list", { name: "Changes" }).or(page.getByRole("dialog")),
  ).toBeVisible();
  await take(page, "edit-payload");
  await page.goto("/admin/failed-jobs");
  for (const index of [1, 2, 3]) await rows.nth(index).getByRole("checkbox").click();
  await page.getByRole("toolbar").getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: /^Retry \d/ })).toBeEnabled();
  await take(page, "bulk-retry");
  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type(first?.email ?? "");
  await expect(page.getByRole("option", { name: /^Customer/ }).first()).toBeVisible();
  await take(page, "palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await take(page, "keys");
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });
  test("the list", async ({ page, signIn }) => {
    await signIn("agent", "/admin/failed-jobs");
    await expect(page.getByRole("grid").getByRole("row").nth(3)).toBeVisible();
    await take(page, "failed-jobs-german");
  });
});

test("from right to left", async ({ page, signIn }) => {
  await signIn("agent", "/admin/failed-jobs");
  await expect(page.getByRole("grid").getByRole("row").nth(3)).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  await take(page, "failed-jobs-right-to-left");
});

test("nothing to do", async ({ page, signIn }) => {
  await signIn("agent", "/admin/failed-jobs?q=nobody-has-this");
  await expect(page.getByRole("heading", { name: "Nothing matches these filters" })).toBeVisible();
  await take(page, "no-match");
  await withDatabase(
    (sql) => sql`update public.failed_jobs set state = 'resolved', resolved_at = now(), notes = 'Done.'
      where state <> 'resolved'`,
  );
  await page.goto("/admin/failed-jobs");
  await expect(page.getByRole("heading", { name: "Nothing has failed" })).toBeVisible();
  await take(page, "empty");
  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await take(page, "overview-empty");
});
