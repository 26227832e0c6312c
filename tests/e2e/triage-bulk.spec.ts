import { withDatabase } from "./database";
import { expect, test } from "./test";
import { listOf, makeFailures, rowsOf, statesOf } from "./triage-list";

test.describe("acting on many", () => {
  test("P2 putting many aside asks first when some are needed before then", async ({ page, signIn }) => {
    const today = new Date().toLocaleDateString("sv");
    const type = await makeFailures(2, today);
    await signIn("agent", listOf(type));
    await expect(rowsOf(page)).toHaveCount(2);
    for (const index of [0, 1]) await rowsOf(page).nth(index).getByRole("checkbox").click();
    await page.getByRole("toolbar").getByRole("button", { name: "Snooze" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("2 will be snoozed")).toBeVisible();
    await dialog.getByLabel("Note").fill("The studio is closed.");
    await dialog.getByRole("button", { name: "Snooze 2" }).click();
    const question = dialog.getByRole("alertdialog");
    await expect(question).toContainText(/2 of these songs are needed before .+ and would be late\./);
    await expect(question.getByRole("button", { name: "Choose another time" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(dialog.getByLabel("Note")).toHaveValue("The studio is closed.");
    const snoozed = () =>
      withDatabase(
        (sql) => sql`select 1 from public.failed_jobs where error_type = ${type} and snoozed_until > now()`,
      );
    expect(await snoozed()).toHaveLength(0);
    await dialog.getByRole("button", { name: "Snooze 2" }).click();
    await question.getByRole("button", { name: "Snooze anyway" }).click();
    await expect(dialog).toHaveCount(0);
    await expect.poll(async () => (await snoozed()).length).toBe(2);
  });

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
    await card.getByRole("link", { name: "Resolve 3 failures" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Resolve 3 failures");
    await expect(page.getByText("3 done, 0 skipped, 0 left")).toBeVisible();
    const results = page
      .getByRole("table", { name: "Results" })
      .getByRole("row")
      .filter({ hasText: "the tape is tangled" });
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

  test("nothing can be selected before the rows have come", async ({ page, signIn }) => {
    const type = await makeFailures(2);
    let goOn = () => {};
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    await page.route(/resources\/failed-jobs\?/, async (route) => {
      await mayGoOn;
      await route.continue();
    });
    await signIn("agent", listOf(type));
    const all = page.getByRole("checkbox", { name: "Select all loaded rows" });
    await expect(all).toBeDisabled();
    goOn();
    await all.click();
    await expect(page.getByRole("toolbar").getByRole("status")).toHaveText("2 selected");
  });

  test("all that match are more than what is loaded", async ({ page, signIn }) => {
    const type = await makeFailures(104);
    await signIn("agent", listOf(type));
    await page.getByRole("checkbox", { name: "Select all loaded rows" }).click();
    const toolbar = page.getByRole("toolbar");
    await expect(toolbar.getByRole("status")).toHaveText("100 selected");
    await toolbar.getByRole("button", { name: "Select all 104 that match" }).click();
    await expect(toolbar.getByRole("status")).toHaveText("All 104 that match are selected");
    await toolbar.getByRole("button", { name: "Assign" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("104 will be assigned")).toBeVisible();
    await dialog.getByLabel("Assign to").selectOption({ label: "Unassigned" });
    await dialog.getByRole("button", { name: "Assign 104" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(toolbar).toHaveCount(0);

    // Further rows come by themselves as one goes down.
    await rowsOf(page).first().focus();
    await page.keyboard.press("End");
    await expect(page.getByText("104 failures shown")).toBeVisible();
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
      await expect(page.getByText(`${loaded} failures shown`)).toBeVisible();
    }
    await page.keyboard.press("End");
    await expect(page.locator('tr[aria-rowindex="311"]')).toBeFocused();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/failed-jobs\?.*limit=100/.test(request.url())) asked.push(request.url());
    });
    await page.keyboard.press("r");
    await expect(page.getByText("309 failures shown")).toBeVisible();
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(asked.every((url) => url.includes("cursor="))).toBe(true);

    await page.keyboard.press("k");
    await page.keyboard.press("Home");
    await expect.poll(() => asked.some((url) => !url.includes("cursor="))).toBe(true);
    await expect(page.getByText("309 failures shown")).toBeVisible();
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
