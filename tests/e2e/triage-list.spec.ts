import type { Locator } from "@playwright/test";
import { findingsOf, widerThanWindow } from "./accessibility-findings";
import { withDatabase } from "./database";
import { expect, test } from "./test";
import { listOf, makeFailures, rowsOf, search, statesOf } from "./triage-list";

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
    const pane = page.getByRole("region", { name: "Failure", exact: true });
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

test("P1 a double click on a row opens it, and does nothing to the button that comes under the pointer", async ({
  page,
  signIn,
}) => {
  const type = await makeFailures(2);
  await signIn("agent", listOf(type));
  await expect(rowsOf(page)).toHaveCount(2);
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await rowsOf(page).first().click();
  const retry = pane.getByRole("button", { name: "Retry", exact: true });
  await expect(retry).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(pane).toHaveCount(0);

  // The second press as a person has it: when what the first one opened is there, and under the pointer.
  const centre = async (of: Locator) => {
    const box = await of.boundingBox();
    if (!box) throw new Error("it is not to be seen");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  };
  await centre(rowsOf(page).first());
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  await expect(retry).toBeEnabled();
  await centre(retry);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(pane).toBeVisible();
  expect((await statesOf(type)).filter((state) => !state.startsWith("open"))).toEqual([]);
  // Two presses of one button are its own, and so is a later one.
  await retry.click();
  await expect
    .poll(async () => (await statesOf(type)).filter((state) => !state.startsWith("open")).length)
    .toBe(1);
});

test("P2 putting aside what is needed before then is asked about first", async ({ page, signIn }) => {
  const today = new Date().toLocaleDateString("sv");
  const type = await makeFailures(1, today);
  await signIn("agent", listOf(type));
  await rowsOf(page).first().click();
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await pane.getByRole("button", { name: "Snooze" }).click();
  const form = page.getByRole("dialog", { name: "Snooze until" });
  await form.getByRole("button", { name: /^Next week/ }).click();
  const question = form.getByRole("alertdialog");
  await expect(question).toContainText(/Needed today\. If you snooze it until .+, it will be late\./);
  await expect(question.getByRole("button", { name: "Choose another time" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toHaveCount(0);
  await form.getByRole("button", { name: /^Next week/ }).click();
  await question.getByRole("button", { name: "Snooze anyway" }).click();
  await expect(form).toHaveCount(0);
  const snoozed = () =>
    withDatabase(
      (sql) => sql`select 1 from public.failed_jobs where error_type = ${type} and snoozed_until > now()`,
    );
  await expect.poll(async () => (await snoozed()).length).toBe(1);
  // It is due all the same.
  await page.reload();
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "Nothing has failed" })).toHaveCount(0);
});

// The groups, the dialogs and the results are judged in accessibility.spec.ts.
test("the list can be used by everybody while failures are selected, and while a search is typed", async ({
  page,
  signIn,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const type = await makeFailures(2);
  await signIn("agent", listOf(type));
  await rowsOf(page).first().getByRole("checkbox").click();
  await expect(page.getByRole("toolbar")).toBeVisible();
  expect(await findingsOf(page)).toEqual([]);
  await page.goto("/admin/failed-jobs");
  await search(page).click();
  await expect(page.getByRole("option").first()).toBeVisible();
  expect(await findingsOf(page)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("failures are cards, filters come when they are called, and nothing is cut off", async ({
    page,
    signIn,
  }) => {
    const type = await makeFailures(2);
    await signIn("agent", listOf(type));
    const cards = page.getByRole("list", { name: "Failures" }).getByRole("listitem");
    await expect(cards).toHaveCount(2);
    expect(await widerThanWindow(page)).toBeLessThanOrEqual(0);
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
