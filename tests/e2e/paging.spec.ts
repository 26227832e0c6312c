import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";

/** So many rows are drawn in any case; how many more are depends on the room and on the moment. */
const FIRST_ROWS = 6;

/** The addresses of the first rows, which say which rows they are. */
async function rowLinks(page: Page): Promise<string[]> {
  const all = await page
    .getByRole("grid", { name: "Orders" })
    .locator("tbody a[href^='/admin/orders/']")
    .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute("href") ?? ""))]);
  return all.slice(0, FIRST_ROWS);
}

test("through a list by first, previous, next, last and a day, with the place in the address", async ({
  page,
  signIn,
}) => {
  await signIn("viewer", "/admin/orders");
  const pages = page.getByRole("navigation", { name: "Pages" });
  const button = (name: string) => pages.getByRole("button", { name, exact: true });
  await expect(pages).toContainText("100 orders shown");
  await expect(button("First")).toBeDisabled();
  await expect(button("Previous")).toBeDisabled();
  await expect.poll(() => rowLinks(page)).toHaveLength(FIRST_ROWS);
  const first = await rowLinks(page);

  await button("Next").click();
  await expect(page).toHaveURL(/cursor=/);
  await expect.poll(() => rowLinks(page)).not.toEqual(first);
  const second = await rowLinks(page);
  expect(second.filter((link) => first.includes(link))).toEqual([]);

  await button("Last").click();
  await expect(page).toHaveURL(/cursor=last/);
  await expect(button("Next")).toBeDisabled();
  await expect.poll(() => rowLinks(page)).not.toEqual(second);
  await page.goBack();
  await expect.poll(() => rowLinks(page)).toEqual(second);

  await button("First").click();
  await expect(page).not.toHaveURL(/cursor=/);
  await expect.poll(() => rowLinks(page)).toEqual(first);

  const day = pages.getByLabel("Created until");
  await day.fill("2001-01-01");
  await day.press("Enter");
  await expect(page).toHaveURL(/from=2001-01-01/);
  await expect(page.getByText("You're past the end of the list")).toBeVisible();
  await button("Last").click();
  await expect(page).not.toHaveURL(/from=/);
  await expect.poll(() => rowLinks(page)).not.toEqual([]);
});

test("scrolling goes on where the page ends", async ({ page, signIn }) => {
  await signIn("viewer", "/admin/orders");
  const pages = page.getByRole("navigation", { name: "Pages" });
  await expect(pages).toContainText("100 orders shown");
  await page.getByRole("grid", { name: "Orders" }).getByRole("row").nth(1).focus();
  await page.keyboard.press("End");
  await expect(pages).toContainText("200 orders shown");
});
