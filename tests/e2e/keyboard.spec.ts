import type { Locator, Page } from "@playwright/test";
import { makeFailedJob } from "../database/rows";
import { withDatabase } from "./database";
import { expect, PASSWORD, test } from "./test";

/** More presses of Tab than any page of the desk has between its start and what is looked for. */
const FAR = 60;

/** Goes on by Tab until something has the focus, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < FAR; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${FAR} presses of Tab did not lead to it`);
}

/** Whether a person can see where they are. */
const focusIsVisible = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  });

test("a whole triage is done by keyboard alone", async ({ page }) => {
  const made = await withDatabase(async (sql) => ({
    retried: await makeFailedJob(sql, "2031-02-01"),
    resolved: await makeFailedJob(sql, "2031-02-02"),
  }));
  const states = () =>
    withDatabase(async (sql) => {
      const rows = await sql<{ id: string; state: string; notes: string | null }[]>`
        select id, state, notes from public.failed_jobs
        where id in (${made.retried.jobId}, ${made.resolved.jobId})`;
      return Object.fromEntries(rows.map(({ id, state, notes }) => [id, `${state}: ${notes ?? ""}`]));
    });
  await page.addInitScript(() => {
    const forbid = () => document.documentElement.setAttribute("data-mouse-used", "");
    for (const event of ["pointerdown", "mousedown", "touchstart"])
      window.addEventListener(event, forbid, { capture: true });
  });

  // In.
  await page.goto("/login");
  await tabTo(page, page.getByLabel("Email"));
  await page.keyboard.type("agent@reprise.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");

  // To the list, and in it to what one customer is waiting for.
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Failures");
  const find = async (email: string) => {
    await page.keyboard.press("/");
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.press("Control+a");
    await page.keyboard.type(email);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("checkbox", { name: new RegExp(email) })).toHaveCount(1);
    await expect(page.getByRole("grid").getByRole("row")).toHaveCount(2);
    await tabTo(page, page.getByRole("grid").getByRole("row").nth(1));
    expect(await focusIsVisible(page)).toBe(true);
  };

  // Open, read, retry; the pane follows it to its end.
  await find(made.retried.order.customer.email);
  await page.keyboard.press("Enter");
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await expect(pane.getByRole("heading", { level: 2, name: /birthday for rosa/i })).toBeVisible();
  await page.keyboard.press("r");
  await expect(pane.getByText("Recovered", { exact: true }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(pane).toHaveCount(0);

  // Resolve another with a note, from the list itself.
  await find(made.resolved.order.customer.email);
  await page.keyboard.press("e");
  await expect(page.getByRole("dialog", { name: "Resolve" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Note" })).toBeFocused();
  await page.keyboard.type("They will order anew.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect.poll(states).toEqual({
    [made.retried.jobId]: expect.stringMatching(/^recovered/),
    [made.resolved.jobId]: "resolved: They will order anew.",
  });

  // Out again.
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  await tabTo(page, page.getByRole("button", { name: "Log out" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/login/);
  await expect(page.locator("html")).not.toHaveAttribute("data-mouse-used");
});

test("one can skip to the content", async ({ page, signIn }) => {
  await signIn("viewer", "/admin");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  await tabTo(page, page.getByRole("link", { name: "Skip to content" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves: dialogs are there and away at once", async ({ page, signIn }) => {
    await signIn("agent", "/admin");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
    await page.keyboard.press("Shift+?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    const slow = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        const longest = Math.max(
          ...`${transitionDuration},${animationDuration}`.split(",").map((time) => Number.parseFloat(time)),
        );
        return longest > 0.001 ? [`${element.tagName} ${element.className}: ${longest} s`] : [];
      }),
    );
    expect(slow).toEqual([]);
  });
});

test("what is typed while the palette's code comes is not lost", async ({ page, signIn }) => {
  let letIn = () => {};
  const held = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  await page.route("**/assets/PaletteDialog-*.js", async (route) => {
    await held;
    await route.continue();
  });
  await signIn("agent", "/admin");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("nobody@");
  letIn();
  const field = page.getByRole("combobox");
  await expect(field).toBeFocused();
  await page.keyboard.type("example.com");
  await expect(field).toHaveValue("nobody@example.com");
  await expect(page.getByText(/^No results\./)).toBeVisible();
});
