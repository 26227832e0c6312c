import { expect, LOOKS, test } from "./camera";
import { busyCustomer, removeOrders, resolveEverything } from "./scenes";

for (const [suffix, look] of LOOKS) {
  test.describe(`as ${suffix || "usual"}`, () => {
    test.use(look);

    test("nothing to do", async ({ page, signIn, take }) => {
      await resolveEverything();
      await signIn("agent", "/admin/failed-jobs?q=nobody-has-this");
      await expect(page.getByRole("heading", { name: "No matches" })).toBeVisible();
      await take(`no-match${suffix}`);
      await page.goto("/admin/failed-jobs");
      await expect(page.getByRole("heading", { name: "Nothing has failed" })).toBeVisible();
      await take(`empty${suffix}`);
      for (const [name, path] of [
        ["overview-empty", "/admin"],
        ["bulk-operations-empty", "/admin/bulk-operations"],
        ["outbox-empty", "/admin/outbox"],
        ["orders-no-match", "/admin/orders?q=nobody-has-this"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await take(`${name}${suffix}`);
      }
    });
  });
}

test("no orders", async ({ page, signIn, take }) => {
  const customer = await busyCustomer();
  await removeOrders();
  await signIn("admin");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const [suffix, { viewport, colorScheme }] of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    for (const [name, path] of [
      ["orders-empty", "/admin/orders"],
      ["customer-empty", `/admin/customers/${customer}`],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await take(`${name}${suffix}`);
    }
  }
});
