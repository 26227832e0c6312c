import { expect, LOOKS, test } from "./camera";
import { bulkOperations, busyCustomer, openJobs } from "./scenes";

for (const [suffix, look] of LOOKS) {
  test.describe(`as ${suffix || "usual"}`, () => {
    test.use(look);

    test("every page", async ({ page, signIn, take }) => {
      const [first] = await openJobs();
      const operation = await bulkOperations();
      await page.goto("/login");
      await take(`login${suffix}`);
      await signIn("admin");
      for (const [name, path] of [
        ["overview", "/admin"],
        ["failed-jobs", "/admin/failed-jobs"],
        ["error-groups", "/admin/failed-jobs?by=groups"],
        ["failed-job", `/admin/failed-jobs/${first?.id}`],
        ["orders", "/admin/orders"],
        ["order", `/admin/orders/${first?.order}`],
        ["customer", `/admin/customers/${await busyCustomer()}`],
        ["bulk-operations", "/admin/bulk-operations"],
        ["bulk-operation", `/admin/bulk-operations/${operation}`],
        ["outbox", "/admin/outbox"],
        ["staff", "/admin/staff"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await take(`${name}${suffix}`);
      }
    });
  });
}

test.describe("in German", () => {
  test.use({ locale: "de-DE" });
  test("the main pages", async ({ page, signIn, take }) => {
    const [first] = await openJobs();
    await signIn("agent", "/admin/failed-jobs");
    await expect(page.getByRole("grid").getByRole("row").nth(3)).toBeVisible();
    await take("failed-jobs-german");
    await page.goto(`/admin/failed-jobs/${first?.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await take("failed-job-german");
    await page.goto("/admin");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await take("overview-german");
  });
});

test("from right to left", async ({ page, signIn, take }) => {
  await signIn("agent", "/admin/failed-jobs");
  await expect(page.getByRole("grid").getByRole("row").nth(3)).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  await take("failed-jobs-right-to-left");
});
