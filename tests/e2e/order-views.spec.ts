import { randomUUID } from "node:crypto";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { withDatabase } from "./database";
import { expect, test } from "./test";

/** A customer with one order that failed and one that is ready. */
const makeTwo = () =>
  withDatabase(async (sql) => {
    const customer = await makeCustomer(sql);
    const failed = await makeOrder(sql, customer);
    await makeVariant(sql, failed, 1, "failed");
    await makeVariant(sql, await makeOrder(sql, customer), 1, "complete");
    return { email: customer.email, failed: failed.id };
  });

test("a view of the orders is saved, shared, reopened by a colleague, kept to its owner again and deleted", async ({
  page,
  signIn,
}) => {
  const { email, failed } = await makeTwo();
  const name = `Broken for Ida ${randomUUID().slice(0, 4)}`;
  const rows = page.getByRole("grid", { name: "Orders" }).getByRole("row").filter({ hasText: email });
  const views = page.getByRole("navigation", { name: "Views" });
  const view = views.getByRole("link", { name });
  // A view of anything but ids and kinds would not be shown to a viewer.
  await signIn("agent", `/admin/orders?q=${failed}&any_failed=true&sort=needed_by&order=asc`);
  await expect(rows).toHaveCount(1);
  await views.getByRole("button", { name: "Save this view" }).click();
  await views.getByLabel("View name").fill(name);
  await views.getByLabel("Share with everyone").check();
  await views.getByRole("button", { name: "Save", exact: true }).click();
  await expect(view).toHaveAttribute("aria-current", "page");

  // The failed jobs have views of their own.
  await page.goto("/admin/failed-jobs");
  await expect(views.getByRole("button", { name: "Save this view" })).toBeVisible();
  await expect(view).toHaveCount(0);

  await page.context().clearCookies();
  await signIn("viewer", "/admin/orders");
  await view.click();
  await expect(page).toHaveURL(/\/admin\/orders\?.*any_failed=true/);
  await expect(page).toHaveURL(/sort=needed_by/);
  await expect(page.getByRole("list", { name: "Active filters" })).toContainText("Any song failed");
  await expect(view).toHaveAttribute("aria-current", "page");
  await expect(views.getByRole("button", { name: `Actions for the view ${name}` })).toHaveCount(0);

  await page.context().clearCookies();
  await signIn("agent", "/admin/orders");
  const actions = views.getByRole("button", { name: `Actions for the view ${name}` });
  await actions.click();
  await page.getByRole("menuitem", { name: "Keep to myself" }).click();
  await expect(views.getByRole("listitem").filter({ hasText: name })).not.toContainText("Shared");
  await actions.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(view).toHaveCount(0);
});

test("a chip says on hover how often its song was played", async ({ page, signIn }) => {
  const email = await withDatabase(async (sql) => {
    const customer = await makeCustomer(sql);
    const { id } = await makeVariant(sql, await makeOrder(sql, customer), 1, "complete");
    for (const listener of ["a", "b", "c"]) await sql`select desk.record_play(${id}, ${listener})`;
    return customer.email;
  });
  await signIn("agent", `/admin/orders?q=${encodeURIComponent(email)}`);
  await page.getByRole("listitem").filter({ hasText: "1 Complete" }).hover();
  await expect(page.getByRole("tooltip")).toContainText(/Played 3 times, first .+ \(.+\)/);
});
