import type { Browser, Locator, Page } from "@playwright/test";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { makeAccount, withDatabase } from "./database";
import { action, form, openFailure } from "./failed-job-page";
import { expect, signInByForm, test } from "./test";
import { listOf, makeFailures, rowsOf } from "./triage-list";

/** Another agent, in a browser of their own. */
async function colleague(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({ ...(baseURL && { baseURL }) });
  await signInByForm(context.request, await makeAccount("agent"));
  return context.newPage();
}

/** Resolves a failure on its own page. */
async function resolve(page: Page, id: string): Promise<void> {
  await openFailure(page, id);
  await action(page, "Resolve").click();
  await form(page, "Resolve").getByRole("textbox").fill("Mended by a colleague.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Mended by a colleague.").first()).toBeVisible();
}

const live = (page: Page) => page.getByText("Live", { exact: true });
const link = (page: Page, name: string) => page.getByRole("link", { name, exact: true });
const facet = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Filters" }).getByRole("link", { name, exact: true });
const placesOf = (rows: Locator) =>
  rows.evaluateAll((all) => all.map((row) => JSON.stringify(row.getBoundingClientRect())));
async function idOf(row: Locator): Promise<string> {
  return (await row.getByRole("link").first().getAttribute("href"))?.split("/").at(-1) ?? "";
}

/** The badge says what the server counts. Other tests change the number meanwhile. */
async function expectBadgeToAgree(page: Page): Promise<void> {
  const badge = page.getByRole("link", { name: /^Failures/ }).locator("small");
  await expect
    .poll(async () => {
      const answer = await page.request.get("/resources/failed-jobs?limit=1");
      const { open } = (await answer.json()).counts;
      return Number(await badge.textContent()) - open;
    })
    .toBe(0);
}

test("P3 a colleague resolves it: the row changes where it stands, the open pane, the tabs, the facets and the badge agree", async ({
  page,
  signIn,
  browser,
  baseURL,
}) => {
  const type = await makeFailures(3);
  // Wide enough for the state's column beside the pane.
  await page.setViewportSize({ width: 1920, height: 1000 });
  await signIn("agent", listOf(type));
  await expect(live(page)).toBeVisible();
  const rows = rowsOf(page);
  await expect(rows).toHaveCount(3);
  await rows.nth(1).click();
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await expect(pane).toContainText("reel 2");
  await expect(link(page, "Open 3")).toBeVisible();
  await expect(facet(page, "Unexpected response 3")).toBeVisible();
  await rows.nth(1).hover();
  const places = await placesOf(rows);

  await resolve(await colleague(browser, baseURL), await idOf(rows.nth(1)));
  await expect(rows.nth(1)).toContainText("Resolved");
  await expect(pane.getByText("Mended by a colleague.").first()).toBeVisible();
  await expect(link(page, "Open 2")).toBeVisible();
  await expect(link(page, "Resolved 1")).toBeVisible();
  await expect(facet(page, "Unexpected response 2")).toBeVisible();
  await expectBadgeToAgree(page);
  await expect(rows.nth(0)).toContainText("Open");
  await expect(rows.nth(2)).toContainText("Open");
  expect(await placesOf(rows), "nothing has moved").toEqual(places);
  await expect(pane).toContainText("reel 2");

  await page.reload();
  await expect(rows).toHaveCount(2);
});

test("P3 a group that a colleague has resolved stays where it stands, with nothing left to act on", async ({
  page,
  signIn,
  browser,
  baseURL,
}) => {
  const type = await makeFailures(1);
  await signIn("agent", listOf(type));
  const id = await idOf(rowsOf(page).first());
  await page.goto(listOf(type, "&by=groups"));
  await expect(live(page)).toBeVisible();
  const button = page.getByRole("button", { name: /^Resolve all/ });
  await expect(button).toBeEnabled();
  await resolve(await colleague(browser, baseURL), id);
  await expect(link(page, "Open 0")).toBeVisible();
  await expect(button).toBeDisabled();
});

test("P3 an order changes where it stands, though the list's filter no longer has it", async ({
  page,
  signIn,
}) => {
  const { email, ids } = await withDatabase(async (sql) => {
    const customer = await makeCustomer(sql);
    const orders = [await makeOrder(sql, customer), await makeOrder(sql, customer)];
    for (const order of orders) await makeVariant(sql, order, 1, "failed");
    return { email: customer.email, ids: orders.map(({ id }) => id) };
  });
  await signIn("agent", `/admin/orders?status=failed&q=${encodeURIComponent(email)}`);
  await expect(live(page)).toBeVisible();
  const rows = page
    .getByRole("grid", { name: "Orders" })
    .getByRole("row")
    .filter({
      has: page.getByRole("gridcell"),
    });
  await expect(rows).toHaveCount(2);
  const places = await placesOf(rows);
  const first = await idOf(rows.first());
  expect(ids).toContain(first);
  await withDatabase(
    (sql) => sql`select desk.request_generation(${first}, array[1], null, 'The customer has called.')`,
  );
  await expect(rows.first()).not.toContainText("Failed");
  await expect(rows.nth(1)).toContainText("Failed");
  expect(await placesOf(rows)).toEqual(places);
});

test("P3 with the stream down, the row still comes up to date", async ({
  page,
  signIn,
  browser,
  baseURL,
  expectedErrors,
}) => {
  expectedErrors.push("/resources/live");
  await page.route(/\/resources\/live(\?|$)/, (route) => route.abort());
  const type = await makeFailures(2);
  await signIn("agent", listOf(type));
  await expect(page.getByText("Checking every 5 s")).toBeVisible();
  const rows = rowsOf(page);
  await expect(rows).toHaveCount(2);
  await resolve(await colleague(browser, baseURL), await idOf(rows.first()));
  await expect(rows.first()).toContainText("Resolved");
  await expect(link(page, "Open 1")).toBeVisible();
  await expect(rows).toHaveCount(2);
});

test("P4 a new failure is in the tabs, the facets and the badge, and after Show in the list", async ({
  page,
  signIn,
}) => {
  const type = await makeFailures(1);
  await signIn("agent", listOf(type));
  await expect(live(page)).toBeVisible();
  const rows = rowsOf(page);
  await expect(rows).toHaveCount(1);
  await expect(link(page, "Open 1")).toBeVisible();

  await makeFailures(1, "2031-05-01", type);
  const pill = page.getByRole("button", { name: /new failures? · Show/ });
  await expect(pill).toBeVisible();
  await expect(link(page, "Open 2")).toBeVisible();
  await expect(facet(page, "Unexpected response 2")).toBeVisible();
  await expectBadgeToAgree(page);
  await expect(rows).toHaveCount(1);

  await pill.click();
  await expect(rows).toHaveCount(2);
  await expect(link(page, "Open 2")).toBeVisible();
  await expect(facet(page, "Unexpected response 2")).toBeVisible();
  await expectBadgeToAgree(page);
});

test("P4 what comes while rows are selected is in the tabs as soon as it is shown", async ({
  page,
  signIn,
}) => {
  const type = await makeFailures(2);
  await signIn("agent", listOf(type));
  await expect(live(page)).toBeVisible();
  const rows = rowsOf(page);
  await rows.first().getByRole("checkbox").click();
  await expect(page.getByRole("toolbar").getByRole("status")).toHaveText("1 selected");
  await makeFailures(1, "2031-05-01", type);
  await page.getByRole("button", { name: /new failures? · Show/ }).click();
  await expect(rows).toHaveCount(3);
  await expect(facet(page, "Unexpected response 3")).toBeVisible();
  await expectBadgeToAgree(page);
});
