import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { DIALOG, findingsOf } from "./accessibility-findings";
import { makeAccount, withDatabase } from "./database";
import { expect, PASSWORD, test } from "./test";

const memberOf = (page: Page, email: string) =>
  page.getByRole("list", { name: "Staff" }).getByRole("listitem").filter({ hasText: email });

/** The desk in a browser of somebody else. */
async function deskOf(browser: Browser, email: string, password: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("/login?redirectTo=%2Fadmin%2Forders");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Orders");
  return page;
}

test("S2 somebody is invited, chooses a password with the link, once, and comes in", async ({
  page,
  signIn,
  browser,
}) => {
  const email = `new-${randomUUID()}@example.com`;
  await signIn("admin", "/admin");
  await page.getByRole("navigation", { name: "Desk" }).getByRole("link", { name: "Staff" }).click();
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a colleague" });
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Enter the full address, such as name@example.com.");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByLabel("Name").fill("Nina New");
  await dialog.getByRole("radio", { name: "Viewer" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();

  const handOver = page.getByRole("dialog", { name: "Share this link" });
  const link = (await handOver.getByRole("code").textContent()) ?? "";
  await page.keyboard.press("Escape");
  await expect(handOver).toBeVisible();
  await handOver.getByRole("button", { name: "Done" }).click();
  await expect(memberOf(page, email)).toContainText("Viewer");
  await expect(memberOf(page, email)).toContainText("Invited");

  const password = "a password of her own";
  const context = await browser.newContext({ javaScriptEnabled: false });
  const theirs = await context.newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("Welcome to Reprise");
  await theirs.getByLabel("New password", { exact: true }).fill(password);
  await theirs.getByLabel("Repeat new password").fill("something else");
  await theirs.getByRole("button", { name: "Save password" }).click();
  await expect(theirs.getByText("The passwords don't match.")).toBeVisible();
  await theirs.getByLabel("New password", { exact: true }).fill(password);
  await theirs.getByLabel("Repeat new password").fill(password);
  await theirs.getByRole("button", { name: "Save password" }).click();
  await expect(theirs).toHaveURL(/\/admin$/);
  await theirs.goto(link);
  await theirs.getByLabel("New password", { exact: true }).fill(`${password} again`);
  await theirs.getByLabel("Repeat new password").fill(`${password} again`);
  await theirs.getByRole("button", { name: "Save password" }).click();
  await expect(theirs.getByRole("alert")).toContainText("This link has already been used");
  await context.close();

  const desk = await deskOf(browser, email, password);
  await expect(desk.getByRole("link", { name: "Staff" })).toHaveCount(0);
  await desk.context().close();
  await page.reload();
  await expect(memberOf(page, email)).not.toContainText("Invited");
  await expect(memberOf(page, email)).not.toContainText("never");
});

test("an invitation is withdrawn", async ({ page, signIn }) => {
  const email = `new-${randomUUID()}@example.com`;
  await signIn("admin", "/admin/staff");
  const sent = await page.request.post("/resources/staff", { data: { email, role: "agent" } });
  expect(sent.status()).toBe(201);
  await page.reload();
  await memberOf(page, email)
    .getByRole("button", { name: /^Withdraw / })
    .click();
  await expect(memberOf(page, email)).toHaveCount(0);
});

test("S17 a password is changed under one's name, which ends the other sessions", async ({ browser }) => {
  const email = await makeAccount("agent");
  const here = await deskOf(browser, email, PASSWORD);
  const elsewhere = await deskOf(browser, email, PASSWORD);
  await here.getByRole("link", { name: "Password" }).click();
  await expect(here.getByRole("heading", { level: 1 })).toHaveText("Change your password");
  await here.getByLabel("Current password").fill(PASSWORD);
  await here.getByLabel("New password", { exact: true }).fill("another password");
  await here.getByLabel("Repeat new password").fill("another password");
  await here.getByRole("button", { name: "Change password" }).click();
  await expect(here.getByRole("status")).toContainText("Your password has been changed.");
  expect((await elsewhere.request.get("/resources/session")).status()).toBe(401);
  expect((await here.request.get("/resources/session")).status()).toBe(200);
  await here.context().close();
  await elsewhere.context().close();
});

test("a role is changed; disabling refuses the next request, enabling allows it again", async ({
  page,
  signIn,
  browser,
}) => {
  const email = await makeAccount("viewer");
  const theirs = await deskOf(browser, email, PASSWORD);
  await signIn("admin", "/admin/staff");
  const member = memberOf(page, email);
  await member.getByRole("button", { name: /^Edit / }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "Agent" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(member).toContainText("Agent");
  const session = await (await theirs.request.get("/resources/session")).json();
  expect(session.staff.role).toBe("agent");

  await member.getByRole("button", { name: /^Disable / }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(member).toContainText("Disabled");
  expect((await theirs.request.get("/resources/orders")).status()).toBe(403);
  await theirs.reload();
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText(/./);
  await expect(theirs.getByRole("navigation", { name: "Desk" })).toHaveCount(0);

  await member.getByRole("button", { name: /^Enable / }).click();
  await expect(member).not.toContainText("Disabled");
  expect((await theirs.request.get("/resources/orders")).status()).toBe(200);
  await theirs.context().close();
});

test("who has changed their address is shown with the new one, and is disabled like anybody", async ({
  page,
  signIn,
  browser,
}) => {
  const email = await makeAccount("agent");
  const theirs = await deskOf(browser, email, PASSWORD);
  const now = `now-${email}`;
  await withDatabase((sql) => sql`update auth.users set email = ${now} where email = ${email}`);
  const session = await (await theirs.request.get("/resources/session")).json();
  expect(session.staff.email).toBe(now);

  await signIn("admin", "/admin/staff");
  const member = memberOf(page, now);
  await member.getByRole("button", { name: /^Disable / }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(member).toContainText("Disabled");
  const refused = await theirs.request.get("/resources/orders");
  expect(refused.status()).toBe(403);
  expect((await refused.json()).error.message).toContain(now);
  await theirs.context().close();
});

test("who is staff already is not added again: the dialog says who they are and where to change it", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("409");
  const email = await makeAccount("viewer");
  await signIn("admin", "/admin/staff");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a colleague" });
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("alert")).toHaveText(
    "Test viewer is already on the staff as viewer. Nothing was changed. Edit their role in the list of staff.",
  );
  await withDatabase((sql) => sql`update desk.staff_members set disabled_at = now() where email = ${email}`);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("already on the staff as viewer, but disabled.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(memberOf(page, email)).toContainText("Viewer");
  await expect(memberOf(page, email)).toContainText("Disabled");
});

test("an admin cannot take away their own rights, and is told who can", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("409");
  await signIn("admin", "/admin/staff");
  const me = memberOf(page, "admin@reprise.test");
  await expect(me).toContainText("(you)");
  await me.getByRole("button", { name: /^Disable / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Disable" }).click();
  await expect(dialog.getByRole("alert")).toContainText("You can't reduce your own access.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(me).not.toContainText("Disabled");
});

test("who is no admin is told why, and whom to ask", async ({ page, signIn }) => {
  await signIn("agent", "/admin/staff");
  await expect(page.getByRole("heading", { name: "Only admins can manage staff" })).toBeVisible();
  await expect(page.getByText(/Your role is agent\. Ask .+ to invite a colleague/)).toBeVisible();
  await expect(
    page.getByRole("navigation", { name: "Desk" }).getByRole("link", { name: "Staff" }),
  ).toHaveCount(0);
  expect(await findingsOf(page)).toEqual([]);
});

// The page itself is judged in accessibility.spec.ts, as are all.
test("everybody can use its dialogs", async ({ page, signIn }) => {
  const email = await makeAccount("agent");
  await signIn("admin", "/admin/staff");
  await expect(memberOf(page, email)).toBeVisible();
  for (const name of [/^Invite/, /^Edit /, /^Disable /]) {
    await page.getByRole("button", { name }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await findingsOf(page, { within: DIALOG }), String(name)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
