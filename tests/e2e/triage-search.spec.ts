import { randomUUID } from "node:crypto";
import { expect, test } from "./test";
import { listOf, makeFailures, rowsOf, search } from "./triage-list";

test.describe("finding failures", () => {
  test("by a facet and a search term, kept in the address and undone by Back", async ({ page, signIn }) => {
    const type = await makeFailures(3);
    await signIn("agent", listOf(type));
    await expect(rowsOf(page)).toHaveCount(3);
    const facets = page.getByRole("navigation", { name: "Filters" });
    await facets.getByRole("link", { name: "Unexpected response 3" }).click();
    await expect(page).toHaveURL(/kind=bad_response/);
    await expect(rowsOf(page)).toHaveCount(3);
    await facets.getByRole("link", { name: "Later 3" }).click();
    await expect(page).toHaveURL(/due=later/);

    await page.goBack();
    await expect(page).not.toHaveURL(/due=later/);
    await expect(page).toHaveURL(/kind=bad_response/);
    const chips = page.getByRole("list", { name: "Active filters" });
    await expect(chips.getByRole("link")).toHaveText([/Unexpected response/, new RegExp(type), "Clear all"]);
    await chips.getByRole("link", { name: /Remove the filter Kind/ }).click();
    await expect(page).not.toHaveURL(/kind=/);
    await expect(rowsOf(page)).toHaveCount(3);
  });

  test("a key and its value are completed, and a wrong one is explained and not asked for", async ({
    page,
    signIn,
  }) => {
    // The demo's own may have been retried, or be of yesterday by now.
    await makeFailures(1, new Date().toISOString().slice(0, 10));
    await signIn("viewer", "/admin/failed-jobs");
    await expect(rowsOf(page).first()).toBeVisible();
    await page.keyboard.press("/");
    await expect(search(page)).toBeFocused();
    await page.keyboard.type("du");
    await expect(page.getByRole("option")).toHaveText([/^due:/]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(search(page)).toHaveValue("due:");
    await page.keyboard.type("to");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(search(page)).toHaveValue("due:today ");
    await expect(page).toHaveURL(/q=due%3Atoday/);
    await expect(rowsOf(page).first()).toContainText("Due today");

    await search(page).fill("due:yesterday");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toHaveText(/due:yesterday: it may be overdue, today/);
    await expect(page).toHaveURL(/q=due%3Atoday/);
  });

  test("what matches nothing has a way back; what could not be had leaves the old rows", async ({
    page,
    signIn,
    expectedErrors,
  }) => {
    expectedErrors.push("503");
    const type = await makeFailures(1);
    await signIn("agent", listOf(`${type}x`));
    await expect(page.getByRole("heading", { name: "No matches" })).toBeVisible();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(rowsOf(page).first()).toBeVisible();

    await page.goto(listOf(type));
    await expect(rowsOf(page)).toHaveCount(1);
    await page.route(/resources\/failed-jobs\?/, (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/json",
        body: JSON.stringify({ error: { code: "unavailable", message: "The database rests." } }),
      }),
    );
    await page.getByRole("link", { name: "Newest" }).click();
    await expect(page.getByRole("alert")).toContainText("The database rests.");
    await expect(rowsOf(page)).toHaveCount(1);
    await page.unroute(/resources\/failed-jobs\?/);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });

  test("a view is saved, shared, reopened by its name, renamed and deleted", async ({ page, signIn }) => {
    const type = await makeFailures(2);
    const name = `Tangled tapes ${randomUUID().slice(0, 4)}`;
    await signIn("agent", listOf(type, "&sort=newest"));
    const views = page.getByRole("navigation", { name: "Views" });
    await views.getByRole("button", { name: "Save this view" }).click();
    await views.getByRole("button", { name: "Save", exact: true }).click();
    await expect(views.getByRole("alert")).toHaveText("Give the view a name.");
    await views.getByLabel("View name").fill(name);
    await views.getByLabel("Share with everyone").check();
    await views.getByRole("button", { name: "Save", exact: true }).click();
    await expect(views.getByRole("link", { name })).toHaveAttribute("aria-current", "page");

    await page.goto("/admin/failed-jobs");
    await expect(views.getByRole("link", { name })).not.toHaveAttribute("aria-current");
    await views.getByRole("link", { name }).click();
    await expect(rowsOf(page)).toHaveCount(2);
    await expect(page.getByRole("link", { name: "Newest" })).toHaveAttribute("aria-current", "page");

    await views.getByRole("button", { name: `Actions for the view ${name}` }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await views.getByLabel("View name").fill(`${name} again`);
    await page.keyboard.press("Enter");
    await expect(views.getByRole("link", { name: `${name} again` })).toBeVisible();
    await views.getByRole("button", { name: `Actions for the view ${name} again` }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(views.getByRole("link", { name: `${name} again` })).toHaveCount(0);
  });

  test("the CSV has the rows of the filter", async ({ page, signIn }) => {
    const type = await makeFailures(3);
    await signIn("agent", listOf(type));
    await expect(rowsOf(page)).toHaveCount(3);
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export CSV" }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString("utf8").trim().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines.filter((line) => line.includes(type))).toHaveLength(3);
  });

  test("columns are put away and rows made dense, also after a reload", async ({ page, signIn }) => {
    const type = await makeFailures(1);
    await signIn("agent", listOf(type));
    await page.getByRole("button", { name: "Hide views and filters" }).click();
    await expect(page.getByRole("columnheader", { name: /^Assignee/ })).toBeVisible();
    const before = (await rowsOf(page).first().boundingBox())?.height ?? 0;
    await page.getByRole("button", { name: "Columns and density" }).click();
    await page.getByRole("radio", { name: "Dense" }).check();
    await page.getByRole("checkbox", { name: "Assignee" }).uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await expect(page.getByRole("columnheader", { name: /^Customer/ })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: /^Assignee/ })).toHaveCount(0);
    expect((await rowsOf(page).first().boundingBox())?.height).toBeLessThan(before);
    const edge = page.getByRole("separator", { name: "Width of column Customer" });
    const width = Number(await edge.getAttribute("aria-valuenow"));
    await edge.press("ArrowRight");
    await expect(edge).toHaveAttribute("aria-valuenow", String(width + 16));
  });
});
