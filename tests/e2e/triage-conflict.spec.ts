import { randomUUID } from "node:crypto";
import { findingsOf } from "./accessibility-findings";
import { action, form, openFailure, part, someFailure, state } from "./failed-job-page";
import { expect, PASSWORD, test, watchErrors } from "./test";

test.describe("when something is in the way", () => {
  test("a colleague was faster: the note stays, and the present state is there", async ({
    page,
    browser,
    signIn,
    expectedErrors,
  }) => {
    expectedErrors.push("409", "/resources/live");
    // Live, the page would show what the colleague did before anybody could press.
    await page.route(/\/resources\/live/, (route) => route.abort());
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    const note = page.getByLabel("Note", { exact: true });
    await note.fill("I am about to call them.");

    const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin });
    const colleague = await elsewhere.newPage();
    const complaints: string[] = [];
    watchErrors(colleague, complaints);
    await colleague.goto(`/login?redirectTo=/admin/failed-jobs/${jobId}`);
    await colleague.getByLabel("Email").fill("admin@reprise.test");
    await colleague.getByLabel("Password").fill(PASSWORD);
    await colleague.getByRole("button", { name: "Sign in" }).click();
    await colleague.getByLabel("Note", { exact: true }).fill("Made by hand.");
    await action(colleague, "Resolve").click();
    await expect(state(colleague, "Resolved")).toBeVisible();
    expect(complaints).toEqual([]);
    await elsewhere.close();

    await action(page, "Retry").click();
    const act = part(page, "What happened");
    await expect(act.getByText(/resolved this (?:just now|.+ ago)\. Nothing was changed\./)).toBeVisible();
    await expect(act.getByText("Your note is saved here.")).toBeVisible();
    await expect(state(page, "Resolved")).toBeVisible();
    await expect(note).toHaveValue("I am about to call them.");

    await act.getByRole("button", { name: "Save the note as a comment" }).click();
    await expect(part(page, "Activity").getByText("I am about to call them.")).toBeVisible();
    await expect(act.getByText("Your note is saved here.")).toHaveCount(0);
  });

  test("a press that got no answer is asked again under its own key", async ({
    page,
    signIn,
    expectedErrors,
  }) => {
    expectedErrors.push("ERR_FAILED");
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    const keys: (string | undefined)[] = [];
    // The first request arrives, and its answer is lost on the way.
    await page.route("**/retries", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByLabel("Note", { exact: true }).fill("The line is bad.");
    await action(page, "Retry").click();
    const act = part(page, "What happened");
    await expect(act.getByText(/may or may not have arrived/)).toBeVisible();
    await act.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText(/Sent as attempt 1|Attempt 1 is queued/)).toBeVisible();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    await expect(state(page, "Recovered")).toBeVisible();
    await expect(part(page, "Attempts").getByRole("heading", { name: /Attempt 2/ })).toHaveCount(0);
  });

  test("what was typed outlives a reload", async ({ page, signIn }) => {
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    await page.getByLabel("Note", { exact: true }).fill("Half a sentence");
    await page.reload();
    await expect(page.getByLabel("Note", { exact: true })).toHaveValue("Half a sentence");
  });

  test("a viewer sees everything, and why nothing can be pressed", async ({ page, signIn }) => {
    const { jobId } = await someFailure();
    await signIn("viewer");
    await openFailure(page, jobId, /birthday for R•••/i);
    for (const name of ["Retry", "Retry later", "Edit and retry", "Resolve", "Assign", "Snooze"]) {
      const button = action(page, name);
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(/Your role is viewer/);
    }
    await expect(page.getByLabel("Add a comment")).toHaveCount(0);
    await page.keyboard.press("r");
    await expect(page.getByRole("status").getByText(/Your role is viewer/)).toBeVisible();
  });

  test("the page of a failure that is not there says so", async ({ page, signIn, expectedErrors }) => {
    expectedErrors.push("404");
    await signIn("agent");
    await page.goto(`/admin/failed-jobs/${randomUUID()}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("alert")).toContainText("There is no such failure");
  });
});

test("a failure is put aside, commented and resolved by keyboard alone", async ({ page, signIn }) => {
  const { jobId } = await someFailure();
  await signIn("agent");
  await openFailure(page, jobId);
  await page.keyboard.press("s");
  await expect(form(page, "Snooze until")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator("main header").getByText(/Snoozed until/)).toBeVisible();
  // The form has its keys to itself until it is gone, and the live stream may have told of it before.
  await expect(form(page, "Snooze until")).toHaveCount(0);

  await page.keyboard.press("c");
  await page.keyboard.type("All by keys.");
  await page.keyboard.press("Control+Enter");
  // The field says the same until it has been taken.
  await expect(page.getByText("Comment saved.")).toBeVisible();
  await expect(part(page, "Activity").getByText("All by keys.")).toBeVisible();

  await page.keyboard.press("e");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("Done by keys.");
  await page.keyboard.press("Control+Enter");
  await expect(part(page, "Resolution").getByText("Done by keys.")).toBeVisible();
  await page.keyboard.press("Shift+E");
  await expect(state(page, "Open")).toBeVisible();
});

test("the pane beside the list shows the same, and its keys act", async ({ page, signIn }) => {
  const { jobId } = await someFailure();
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn("agent", `/admin/failed-jobs?job=${jobId}`);
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await expect(pane.getByRole("heading", { name: /birthday for rosa/i })).toBeVisible();
  await expect(pane.getByRole("heading", { name: "Attempts" })).toBeVisible();
  await page.keyboard.press("r");
  await expect(pane.getByText("Recovered", { exact: true }).first()).toBeVisible();
  await pane.getByRole("button", { name: "Close" }).click();
  await expect(pane).toHaveCount(0);
});

// The forms are judged in accessibility.spec.ts, opened by their keys.
test("everybody can use the page, and comes back to it from each of its forms", async ({ page, signIn }) => {
  const { jobId } = await someFailure();
  await signIn("agent");
  await openFailure(page, jobId);
  await page.getByText("Payload", { exact: true }).click();
  await page.getByText("Stack trace", { exact: true }).click();
  expect(await findingsOf(page)).toEqual([]);
  for (const [name, title] of [
    ["Retry later", "Retry later"],
    ["Edit and retry", "Edit payload and retry"],
    ["Resolve", "Resolve"],
    ["Assign", "Assign to"],
    ["Snooze", "Snooze until"],
  ] as const) {
    await action(page, name).click();
    await expect(form(page, title)).toBeVisible();
    await expect(page.getByRole("dialog").getByText("Loading")).toHaveCount(0);
    await expect(page.getByRole("dialog").locator("[aria-busy=true]")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(form(page, title)).toHaveCount(0);
    await expect(action(page, name)).toBeFocused();
  }
});
