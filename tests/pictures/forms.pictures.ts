import type { Page } from "@playwright/test";
import { action, form } from "../e2e/failed-job-page";
import { expect, LOOKS, test } from "./camera";
import { openJobs } from "./scenes";

const rowsOf = (page: Page) => page.getByRole("grid").getByRole("row");

for (const [suffix, look] of LOOKS) {
  test.describe(`as ${suffix || "usual"}`, () => {
    test.use(look);

    test("the forms of a failure", async ({ page, signIn, take }) => {
      const [first] = await openJobs();
      await signIn("agent", `/admin/failed-jobs/${first?.id}`);
      for (const [name, title, picture] of [
        ["Retry later", "Retry later", "retry-later"],
        ["Edit and retry", "Edit payload and retry", "edit-payload"],
      ] as const) {
        await action(page, name).click();
        await expect(form(page, title)).toBeVisible();
        await take(`${picture}${suffix}`);
        await page.keyboard.press("Escape");
        await expect(form(page, title)).toHaveCount(0);
      }
    });

    test("the palette and the keys", async ({ page, signIn, take }) => {
      const [first] = await openJobs();
      await signIn("agent");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.keyboard.press("Control+k");
      await page
        .getByRole("dialog")
        .getByRole("combobox")
        .fill(first?.email ?? "");
      await expect(page.getByRole("option", { name: /^Customer/ }).first()).toBeVisible();
      await take(`palette${suffix}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Shift+?");
      await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
      await take(`keys${suffix}`);
    });
  });
}

test("a failure beside the list, and several at once", async ({ page, signIn, take }) => {
  await signIn("agent", "/admin/failed-jobs");
  await expect(rowsOf(page).nth(3)).toBeVisible();
  await page.keyboard.press("Enter");
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await expect(pane.getByRole("heading", { name: "Attempts" })).toBeVisible();
  await take("reading-pane");
  await page.goto("/admin/failed-jobs");
  for (const index of [1, 2, 3]) await rowsOf(page).nth(index).getByRole("checkbox").click();
  await take("selected");
  await page.getByRole("toolbar").getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: /^Retry \d/ })).toBeEnabled();
  await take("bulk-retry");
});

test("an order's forms", async ({ page, signIn, take }) => {
  const [first] = await openJobs();
  await signIn("agent", `/admin/orders/${first?.order}`);
  await page
    .getByRole("button", { name: /^Generate again/ })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await take("generate-again");
});
