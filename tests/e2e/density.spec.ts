import type { Page } from "@playwright/test";
import { expect, test } from "./test";

/** How tall the first of something is. */
async function heightOf(page: Page, selector: string): Promise<number> {
  const box = await page.locator(selector).first().boundingBox();
  return box?.height ?? 0;
}

test("the whole desk is made dense at one place, and is still so after a reload", async ({
  page,
  signIn,
}) => {
  await signIn("viewer", "/admin");
  await expect(page.getByRole("region", { name: "Due and not done" })).toBeVisible();
  await expect(page.locator("main section li").first()).toBeVisible();
  const line = await heightOf(page, "main section li");
  await page.getByRole("group", { name: "Density" }).getByRole("button", { name: "Dense" }).click();
  await expect.poll(() => heightOf(page, "main section li")).toBeLessThan(line);

  await page.goto("/admin/failed-jobs");
  const row = "[role=grid] tbody tr, tbody [role=row]";
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toBeVisible();
  await expect.poll(() => heightOf(page, row)).toBe(36);

  // The table's own menu says the same and changes the same.
  await page.getByRole("button", { name: "Columns and density" }).click();
  await expect(page.getByRole("radio", { name: "Dense" })).toBeChecked();
  await page.getByRole("radio", { name: "Comfortable" }).check();
  await page.keyboard.press("Escape");
  await expect.poll(() => heightOf(page, row)).toBe(56);
  await page.goto("/admin");
  await expect(page.getByRole("region", { name: "Due and not done" })).toBeVisible();
  await expect.poll(() => heightOf(page, "main section li")).toBe(line);
});
