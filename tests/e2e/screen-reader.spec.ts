import { makeFailedJob } from "../database/rows";
import { withDatabase } from "./database";
import { expect, PASSWORD, test } from "./test";

/**
 * Everything here is found by role and name, and read from the accessibility tree: what a screen reader has to go by.
 */
test("a whole triage is done by what a screen reader reads", async ({ page }) => {
  const { jobId, order } = await withDatabase((sql) => makeFailedJob(sql, "2001-03-04"));
  const { email } = order.customer;
  await page.goto("/login");
  await page.getByRole("textbox", { name: "Email" }).fill("agent@reprise.test");
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();

  // The page has landmarks with names, and one first heading.
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  const places = page.getByRole("navigation", { name: "Desk" });
  await expect(places).toMatchAriaSnapshot(`
    - navigation "Desk":
      - link "Overview"
      - link /Failures/
      - link "Orders"
      - link "Bulk operations"
      - link /Deliveries/
  `);
  await places.getByRole("link", { name: /^Failures/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Failures" })).toBeVisible();

  // A search says what it is and what it can complete; the list says how many there are.
  const search = page.getByRole("combobox", { name: /^Search by error/ });
  await search.fill(email);
  await search.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "1 failure shown" })).toBeVisible();
  const grid = page.getByRole("grid", { name: "Failures" });
  await expect(grid).toHaveAttribute("aria-rowcount", "2");
  const row = grid.getByRole("row", { name: new RegExp(email) });
  await expect(row).toMatchAriaSnapshot(`
    - row:
      - gridcell:
        - checkbox /Select .*${email.replaceAll(/[.-]/g, "\\$&")}/
      - gridcell /Overdue by \\d+ days/
      - gridcell "Open"
  `);

  // The pane is a region of its own, with headings in their order, and every action has a name.
  await row.getByRole("link").first().click();
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await expect(pane.getByRole("heading", { level: 2, name: /birthday for rosa/i })).toBeVisible();
  const acts = pane.getByRole("group", { name: "Actions" });
  for (const name of ["Retry", "Resolve", "Assign", "Snooze"])
    await expect(acts.getByRole("button", { name, exact: true })).toBeEnabled();
  const unnamed = await page.evaluate(() =>
    [...document.querySelectorAll("button, a[href], input, select, textarea")]
      .filter((element) => element.checkVisibility() && !element.closest("[aria-hidden=true]"))
      .filter((element) => {
        const control = element as HTMLInputElement;
        const name =
          element.getAttribute("aria-label") ||
          element.textContent?.trim() ||
          control.labels?.[0]?.textContent;
        return !name;
      })
      .map((element) => element.outerHTML),
  );
  expect(unnamed).toEqual([]);

  // What came of it is announced, and stands in the page.
  await acts.getByRole("button", { name: "Retry", exact: true }).click();
  await expect(
    page
      .getByRole("status")
      .or(page.getByRole("alert"))
      .getByText(/Sent as attempt 1|Attempt 1 is queued/),
  ).toBeVisible();
  await expect(pane.getByRole("region", { name: "Attempts" }).getByText("The song was made.")).toBeVisible();
  const [row1] = await withDatabase((sql) => sql`select state from public.failed_jobs where id = ${jobId}`);
  expect(row1).toEqual({ state: "recovered" });
});
