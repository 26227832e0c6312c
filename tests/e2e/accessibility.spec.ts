import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { makeCustomer, makeFailedJob, makeOrder, makeVariant } from "../database/rows";
import { BOTH_SCHEMES, DIALOG, findingsOf, widerThanWindow } from "./accessibility-findings";
import { giveResults, makeBulkOperation } from "./bulk-operations";
import { makeAccount, someIds, withDatabase } from "./database";
import { expect, PASSWORD, test } from "./test";

declare global {
  interface Window {
    /** What the page's content security policy has forbidden it. */
    violations: string[];
  }
}

/** What is shown is all there is to come. */
async function atRest(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
}

/** The address of every page of the desk, each with something on it, and of some that have nothing to show. */
async function deskPages(): Promise<string[]> {
  const { jobId, order } = await withDatabase((sql) => makeFailedJob(sql, "2030-01-31"));
  const { order: played } = await someIds();
  const operation = await makeBulkOperation({
    kind: "retry",
    state: "done",
    total: 40,
    done: 29,
    skipped: 11,
    minutes: 60,
  });
  await giveResults(operation);
  return [
    "/admin",
    "/admin/failed-jobs",
    "/admin/failed-jobs?by=groups",
    "/admin/failed-jobs?q=nobody-has-this",
    `/admin/failed-jobs?job=${jobId}`,
    `/admin/failed-jobs/${jobId}`,
    "/admin/orders",
    `/admin/orders/${order.id}`,
    `/admin/orders/${played}`,
    `/admin/orders/${randomUUID()}`,
    `/admin/customers/${order.customer.id}`,
    "/admin/bulk-operations",
    `/admin/bulk-operations/${operation}`,
    "/admin/outbox",
    "/admin/staff",
    "/admin/nowhere",
  ];
}

const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

test("every page of the desk can be used by everybody, in a wide window and on a phone; S13 and does nothing that its content security policy forbids", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  test.setTimeout(900_000);
  expectedErrors.push("404");
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await signIn("admin");
  for (const path of await deskPages()) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await atRest(page);
    // Before axe comes, which is none of the page.
    expect(await page.evaluate(() => window.violations), path).toEqual([]);
    // A page follows the window while it is open, so it is opened once.
    for (const viewport of WINDOWS) {
      await page.setViewportSize(viewport);
      await atRest(page);
      // What is on a phone only has the colours of the same tokens.
      const schemes = viewport === WINDOWS[0] ? BOTH_SCHEMES : (["light"] as const);
      expect(await findingsOf(page, { schemes }), `${path}, ${viewport.width} px`).toEqual([]);
      expect(await widerThanWindow(page), path).toBeLessThanOrEqual(0);
    }
  }
});

test("the login can be used by everybody, also when it refuses", async ({ page, expectedErrors }) => {
  expectedErrors.push("422", "400");
  await page.goto("/login");
  expect(await findingsOf(page)).toEqual([]);
  // A server's answer, not the browser's own check.
  await page.locator("form").evaluate((form: HTMLFormElement) => form.setAttribute("novalidate", ""));
  await page.getByLabel("Email").fill("no address");
  await page.getByLabel("Password").fill("x");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await findingsOf(page)).toEqual([]);
});

test("so can what lies over the list", async ({ page, signIn }) => {
  test.setTimeout(400_000);
  await withDatabase((sql) => makeFailedJob(sql, "2001-01-31"));
  await signIn("agent", "/admin/failed-jobs");
  const rows = page.getByRole("grid").getByRole("row");
  await expect(rows.nth(1)).toBeVisible();
  await page.keyboard.press("Enter");
  const pane = page.getByRole("region", { name: "Failure", exact: true });
  await expect(pane.getByRole("heading", { name: "Attempts" })).toBeVisible();
  const opened = async (what: string) => {
    await expect(page.getByRole("dialog")).toBeVisible();
    await atRest(page);
    expect(await findingsOf(page, { within: DIALOG }), what).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  for (const key of ["l", "Shift+R", "e", "a", "s", "Control+k", "Shift+?"]) {
    await page.keyboard.press(key);
    await opened(key);
  }
  await page.getByRole("button", { name: "Columns and density" }).click();
  await opened("the table's menu");
  await page.getByRole("button", { name: "Save this view" }).click();
  await expect(page.getByRole("textbox", { name: "View name" })).toBeVisible();
  expect(await findingsOf(page), "saving a view").toEqual([]);
  await page.getByRole("button", { name: "Cancel" }).click();
  await rows.nth(1).getByRole("checkbox").click();
  for (const name of ["Retry", "Resolve", "Assign", "Snooze"]) {
    await page.getByRole("toolbar").getByRole("button", { name }).click();
    await opened(`${name} in bulk`);
  }
  await page.goto("/admin");
  await page
    .getByRole("button", { name: /^Retry: / })
    .first()
    .click();
  await opened("retrying from the overview");
});

test("so can share links in every state", async ({ page, expectedErrors }) => {
  expectedErrors.push("404");
  const { token } = await someIds();
  const unfinished = await withDatabase(async (sql) => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const states = ["pending", "generating", "failed"] as const;
    const made = [];
    for (const [index, state] of states.entries()) made.push(await makeVariant(sql, order, index + 1, state));
    return made.map((variant) => variant.share_token);
  });
  for (const each of [token, ...unfinished, randomUUID()]) {
    await page.goto(`/share/${each}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    // The waiting page looks again by itself every 15 s: without a script there is no other way, nothing is typed
    // or read on it that a reload would take away, and a link does the same for whoever stops it.
    expect(await findingsOf(page, { without: ["meta-refresh"] })).toEqual([]);
  }
});

test("so can error pages", async ({ page, expectedErrors }) => {
  expectedErrors.push("404", "403");
  await page.goto("/nothing");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await findingsOf(page)).toEqual([]);
  const email = await makeAccount();
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not for this account");
  expect(await findingsOf(page)).toEqual([]);
});
