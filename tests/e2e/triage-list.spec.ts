import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { call, makeCustomer, makeOrder, makeVariant, requestEvent } from "../database/rows";
import { withDatabase } from "./database";
import { expect, test } from "./test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Failures of one kind and one group that no other test has; they are found by the type of their error. */
async function makeFailures(count: number, occasionDate = "2031-05-01"): Promise<string> {
  const type = `Tangled${randomUUID().slice(0, 8)}`;
  await withDatabase(async (sql) => {
    for (let number = 1; number <= count; number++) {
      const order = await makeOrder(sql, await makeCustomer(sql), occasionDate);
      await makeVariant(sql, order, 1, "generating");
      await call(sql, "record_failed_job", {
        p_run_id: randomUUID(),
        p_job_type: "song_generation",
        p_event: { json: requestEvent(order.id, [1]) },
        p_error_type: type,
        p_error_message: `the tape is tangled in reel ${number}`,
        p_retry_count: 3,
        p_fingerprint: `v1:${type}`,
        p_title: "the tape is tangled in reel <n>",
        p_kind: "bad_response",
        p_kind_version: 1,
      });
    }
  });
  return type;
}

const listOf = (type: string, more = "") =>
  `/admin/failed-jobs?q=${encodeURIComponent(`type:${type}`)}${more}`;
const rowsOf = (page: Page) =>
  page
    .getByRole("grid", { name: "Failed jobs" })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
const search = (page: Page) => page.getByRole("combobox", { name: /^Search/ });
const statesOf = (type: string) =>
  withDatabase(async (sql) => {
    const rows = await sql<{ state: string; notes: string | null }[]>`
      select state, notes from public.failed_jobs where error_type = ${type}`;
    return rows.map(({ state, notes }) => `${state}: ${notes ?? ""}`);
  });
async function findingsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll("\n", " ")}`),
  );
}

test.describe("finding failures", () => {
  test("by a facet and a search term, kept in the address and undone by Back", async ({ page, signIn }) => {
    const type = await makeFailures(3);
    await signIn("agent", listOf(type));
    await expect(rowsOf(page)).toHaveCount(3);
    const facets = page.getByRole("navigation", { name: "Filters" });
    await facets.getByRole("link", { name: "Answer not understood 3" }).click();
    await expect(page).toHaveURL(/kind=bad_response/);
    await expect(rowsOf(page)).toHaveCount(3);
    await facets.getByRole("link", { name: "Later 3" }).click();
    await expect(page).toHaveURL(/due=later/);

    await page.goBack();
    await expect(page).not.toHaveURL(/due=later/);
    await expect(page).toHaveURL(/kind=bad_response/);
    const chips = page.getByRole("list", { name: "Filters in use" });
    await expect(chips.getByRole("link")).toHaveText([
      /Answer not understood/,
      new RegExp(type),
      "Clear all",
    ]);
    await chips.getByRole("link", { name: /Remove the filter Kind/ }).click();
    await expect(page).not.toHaveURL(/kind=/);
    await expect(rowsOf(page)).toHaveCount(3);
  });

  test("a key and its value are completed, and a wrong one is explained and not asked for", async ({
    page,
    signIn,
  }) => {
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
    await expect(page.getByRole("heading", { name: "Nothing matches these filters" })).toBeVisible();
    await page.getByRole("link", { name: "Clear the filters" }).click();
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
    await views.getByLabel("Name of the view").fill(name);
    await views.getByLabel("Share it with everybody").check();
    await views.getByRole("button", { name: "Save", exact: true }).click();
    await expect(views.getByRole("link", { name })).toHaveAttribute("aria-current", "page");

    await page.goto("/admin/failed-jobs");
    await expect(views.getByRole("link", { name })).not.toHaveAttribute("aria-current");
    await views.getByRole("link", { name }).click();
    await expect(rowsOf(page)).toHaveCount(2);
    await expect(page.getByRole("link", { name: "Newest" })).toHaveAttribute("aria-current", "page");

    await views.getByRole("button", { name: `Actions of the view ${name}` }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await views.getByLabel("Name of the view").fill(`${name} again`);
    await page.keyboard.press("Enter");
    await expect(views.getByRole("link", { name: `${name} again` })).toBeVisible();
    await views.getByRole("button", { name: `Actions of the view ${name} again` }).click();
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
    const edge = page.getByRole("separator", { name: "Width of the column Customer" });
    const width = Number(await edge.getAttribute("aria-valuenow"));
    await edge.press("ArrowRight");
    await expect(edge).toHaveAttribute("aria-valuenow", String(width + 16));
  });
});

test.describe("acting on many", () => {
  test("three are selected and resolved with one note, and the result page has each", async ({
    page,
    signIn,
  }) => {
    const type = await makeFailures(4);
    await signIn("agent", listOf(type));
    for (const index of [0, 1, 2]) await rowsOf(page).nth(index).getByRole("checkbox").click();
    const toolbar = page.getByRole("toolbar");
    await expect(toolbar.getByRole("status")).toHaveText("3 selected");
    await toolbar.getByRole("button", { name: "Resolve" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("3 will be resolved")).toBeVisible();
    await dialog.getByRole("button", { name: "Resolve 3" }).click();
    await expect(dialog.getByRole("alert")).toHaveText(/Say how they were resolved/);
    await dialog.getByLabel("Note").fill("New tape heads are in.");
    await dialog.getByRole("button", { name: "Resolve 3" }).click();
    await expect(rowsOf(page)).toHaveCount(1);

    // It went on without this page; its card leads to the results.
    const card = page.getByRole("region", { name: "Bulk operations under way" });
    await card.getByRole("link", { name: "Resolve 3 failed jobs" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Resolve 3 failed jobs");
    await expect(page.getByText("3 done, 0 skipped, 0 left")).toBeVisible();
    const results = page.getByRole("table", { name: "Results" }).getByRole("row").filter({ hasText: type });
    await expect(results).toHaveCount(3);
    await expect(results.first()).toContainText("Resolved");
    await page.getByRole("link", { name: /^Skipped/ }).click();
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
    expect((await statesOf(type)).sort()).toEqual([
      "open: ",
      ...Array(3).fill("resolved: New tape heads are in."),
    ]);
  });

  test("a whole error group is resolved with one note, and what cannot be is said before", async ({
    page,
    signIn,
  }) => {
    const type = await makeFailures(3);
    await signIn("agent", listOf(type, "&by=groups"));
    const group = page.getByRole("list", { name: "Error groups" }).getByRole("article");
    await expect(group).toHaveCount(1);
    await expect(group).toContainText("the tape is tangled in reel …");
    await expect(group).toContainText("3 customers");
    await expect(group.getByRole("img")).toHaveAccessibleName(/3 in 7 days/);
    await group.getByRole("link").click();
    await expect(rowsOf(page)).toHaveCount(3);
    await page.goBack();
    await group.getByRole("button", { name: /^Resolve all/ }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("3 will be resolved")).toBeVisible();
    await dialog.getByLabel("Note").fill("The tape machine was replaced.");
    await dialog.getByRole("button", { name: "Resolve 3" }).click();
    await expect
      .poll(() => statesOf(type))
      .toEqual(Array(3).fill("resolved: The tape machine was replaced."));
  });

  test("all that match are more than what is loaded", async ({ page, signIn }) => {
    const type = await makeFailures(104);
    await signIn("agent", listOf(type));
    await page.getByRole("checkbox", { name: "Select all rows that are loaded" }).click();
    const toolbar = page.getByRole("toolbar");
    await expect(toolbar.getByRole("status")).toHaveText("100 selected");
    await toolbar.getByRole("button", { name: "Select all 104 that match" }).click();
    await expect(toolbar.getByRole("status")).toHaveText("All 104 that match are selected");
    await toolbar.getByRole("button", { name: "Assign" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("104 will be assigned")).toBeVisible();
    await dialog.getByLabel("Assign to").selectOption({ label: "Nobody" });
    await dialog.getByRole("button", { name: "Assign 104" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(toolbar).toHaveCount(0);

    // Further rows come by themselves as one goes down.
    await rowsOf(page).first().focus();
    await page.keyboard.press("End");
    await expect(page.getByText("104 failed jobs shown")).toBeVisible();
  });

  test("in a long list an action reads anew what is in sight, and the rest when one gets there", async ({
    page,
    signIn,
  }) => {
    const type = await makeFailures(310);
    await signIn("agent", listOf(type));
    await rowsOf(page).first().focus();
    for (const loaded of [200, 300, 310]) {
      await page.keyboard.press("End");
      await expect(page.getByText(`${loaded} failed jobs shown`)).toBeVisible();
    }
    await page.keyboard.press("End");
    await expect(page.locator('tr[aria-rowindex="311"]')).toBeFocused();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/failed-jobs\?.*limit=100/.test(request.url())) asked.push(request.url());
    });
    await page.keyboard.press("r");
    await expect(page.getByText("309 failed jobs shown")).toBeVisible();
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(asked.every((url) => url.includes("cursor="))).toBe(true);

    await page.keyboard.press("k");
    await page.keyboard.press("Home");
    await expect.poll(() => asked.some((url) => !url.includes("cursor="))).toBe(true);
    await expect(page.getByText("309 failed jobs shown")).toBeVisible();
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test("a viewer selects, and is told why nothing can be done with it", async ({ page, signIn }) => {
    const type = await makeFailures(1);
    await signIn("viewer", listOf(type));
    await rowsOf(page).first().getByRole("checkbox").click();
    const button = page.getByRole("toolbar").getByRole("button", { name: "Resolve" });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/Your role is viewer/);
  });
});

test.describe("by keyboard alone", () => {
  test("rows are walked, selected in a range and resolved together", async ({ page, signIn }) => {
    const type = await makeFailures(4);
    await signIn("agent", listOf(type));
    await expect(rowsOf(page)).toHaveCount(4);
    await page.keyboard.press("j");
    await expect(rowsOf(page).nth(1)).toBeFocused();
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Shift+X");
    await expect(page.getByRole("row", { selected: true })).toHaveCount(3);
    await page.keyboard.press("e");
    await expect(page.getByText("3 will be resolved")).toBeVisible();
    await expect(page.getByRole("dialog").getByLabel("Note")).toBeFocused();
    await page.keyboard.type("Untangled by hand.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect
      .poll(async () => (await statesOf(type)).filter((each) => each.startsWith("resolved")).length)
      .toBe(3);
    await expect(rowsOf(page)).toHaveCount(1);
  });

  test("one is opened beside the list, the next one follows, and r retries without a question", async ({
    page,
    signIn,
  }) => {
    const type = await makeFailures(2);
    await signIn("agent", listOf(type, "&state=all"));
    await expect(rowsOf(page)).toHaveCount(2);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const pane = page.getByRole("region", { name: "Failed job", exact: true });
    await expect(pane).toContainText("reel 2");
    await page.keyboard.press("k");
    await expect(pane).toContainText("reel 1");
    await page.keyboard.press("Escape");
    await expect(pane).toHaveCount(0);
    await expect(page).not.toHaveURL(/job=/);
    await page.keyboard.press("r");
    await expect(rowsOf(page).first()).toContainText(/Queued|Sent|Running|Recovered/);
    await expect(rowsOf(page).nth(1)).toContainText("Open");
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    // Colours on their way from one to another are nobody's to judge.
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("the list, its groups, the dialog and the results can be used by everybody", async ({
      page,
      signIn,
    }) => {
      const type = await makeFailures(2);
      await signIn("agent", listOf(type));
      await rowsOf(page).first().getByRole("checkbox").click();
      expect(await findingsOf(page)).toEqual([]);
      await page.getByRole("toolbar").getByRole("button", { name: "Assign" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog.getByText("1 will be assigned")).toBeVisible();
      expect(await findingsOf(page)).toEqual([]);
      await dialog.getByLabel("Assign to").selectOption({ label: "Nobody" });
      await dialog.getByRole("button", { name: "Assign 1" }).click();
      await expect(dialog).toHaveCount(0);
      await page.getByRole("link", { name: "Group", exact: true }).click();
      await expect(page.getByRole("article")).toHaveCount(1);
      expect(await findingsOf(page)).toEqual([]);
      await page.getByRole("link", { name: "Bulk operations" }).click();
      await expect(page.getByRole("list", { name: "Bulk operations" })).toBeVisible();
      expect(await findingsOf(page)).toEqual([]);
      await page.getByRole("main").getByRole("link", { name: "Assign 1 failed job" }).first().click();
      await expect(page.getByRole("table", { name: "Results" })).toBeVisible();
      expect(await findingsOf(page)).toEqual([]);
      await page.goto("/admin/failed-jobs");
      await search(page).click();
      await expect(page.getByRole("option").first()).toBeVisible();
      expect(await findingsOf(page)).toEqual([]);
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("failures are cards, filters come when they are called, and nothing is cut off", async ({
    page,
    signIn,
  }) => {
    const type = await makeFailures(2);
    await signIn("agent", listOf(type));
    const cards = page.getByRole("list", { name: "Failed jobs" }).getByRole("listitem");
    await expect(cards).toHaveCount(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "Filters" }).click();
    await page
      .getByRole("navigation", { name: "Filters" })
      .getByRole("link", { name: /^Later/ })
      .click();
    await expect(page).toHaveURL(/due=later/);
    await page.keyboard.press("Escape");
    await cards.first().getByRole("link").click();
    await expect(page).toHaveURL(/\/admin\/failed-jobs\/[0-9a-f-]{36}$/);
  });
});
