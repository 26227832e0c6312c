import AxeBuilder from "@axe-core/playwright";
import type { Browser, Locator, Page } from "@playwright/test";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { forgetLimits, withDatabase } from "./database";
import { finish, makeSong } from "./shared-songs";
import { expect, PASSWORD, type Role, test } from "./test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

const card = (page: Page, number: number) => page.getByRole("listitem", { name: `Variant ${number}` });
const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const answer = (page: Page) => page.getByRole("region", { name: "The answer" });

/** An order with two songs, and a third that failed. */
async function makeThree() {
  const first = await makeSong();
  const more = await withDatabase(async (sql) => {
    const [row] = await sql<{ user_id: string; email: string }[]>`
      select o.user_id, u.email from public.orders o join public.users u on u.id = o.user_id
      where o.id = ${first.order}`;
    if (!row) throw new Error("the order is gone");
    const order = { id: first.order, customer: { id: row.user_id, email: row.email }, customizationId: "" };
    await sql`update public.orders set payment_status = 'paid', paid_at = now() where id = ${first.order}`;
    const second = await makeVariant(sql, order, 2, "pending");
    await makeVariant(sql, order, 3, "failed");
    return { second: second.id, email: row.email };
  });
  await finish(more.second);
  return { ...first, email: more.email };
}

/** An order with one variant that takes a while to make. */
const makeSlowOrder = () =>
  withDatabase(async (sql) => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "failed");
    const slowly = { simulate: { failure: "timeout", times: 0, delay_ms: 20_000 } };
    await sql`update public.customizations set provider_options = ${sql.json(slowly)}
      where id = ${order.customizationId}`;
    return order.id;
  });

const nameOf = (role: Role) =>
  withDatabase(async (sql) => {
    const [row] = await sql<{ full_name: string }[]>`
      select full_name from public.staff_members where email = ${`${role}@reprise.test`}`;
    return row?.full_name ?? "nobody";
  });

/** A colleague at a desk of their own. */
async function colleagueAt(browser: Browser, baseURL: string | undefined, role: Role, path: string) {
  const context = await browser.newContext({ ...(baseURL && { baseURL }) });
  const page = await context.newPage();
  await page.goto(`/login?redirectTo=${encodeURIComponent(path)}`);
  await page.getByLabel("Email").fill(`${role}@reprise.test`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(card(page, 1)).toBeVisible();
  return { context, page };
}

async function giveReason(page: Page, reason: string, submit: string): Promise<Locator> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: submit, exact: true }).click();
  return dialog;
}

test.beforeEach(forgetLimits);

test("the phone call: from an e-mail address to a sentence to read out, in two actions", async ({
  page,
  signIn,
}) => {
  const { email, order } = await makeThree();
  await signIn("agent");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type(email);
  await page.getByRole("option").filter({ hasText: "Order" }).filter({ hasText: email }).first().click();

  await expect(page).toHaveURL(new RegExp(`/admin/orders/${order}`));
  await expect(answer(page)).toContainText(
    /Two of three are ready; variant 3 failed and waits for somebody\. Nobody has listened yet\./,
  );
  await expect(answer(page)).toContainText(/birthday for Rosa/i);
  await expect(answer(page)).toContainText(/pop, happy, in English/i);
  await expect(answer(page).getByRole("link", { name: "Cleo Customer" })).toHaveAttribute(
    "href",
    /\/admin\/customers\//,
  );
});

test("a song is made again to changed wishes, and plays; one at a time", async ({ page, signIn }) => {
  const { order } = await makeThree();
  await signIn("agent", `/admin/orders/${order}`);
  const listen = (number: number) => page.getByRole("button", { name: `Play variant ${number}` });
  const pause = (number: number) => page.getByRole("button", { name: `Pause variant ${number}` });

  await listen(1).click();
  await expect(pause(1)).toBeVisible();
  await listen(2).click();
  await expect(pause(2)).toBeVisible();
  await expect(listen(1)).toBeVisible();
  const position = page.getByRole("slider", { name: "Position in variant 2" });
  await position.press("End");
  await position.press("Home");
  await position.press("ArrowRight");
  await expect.poll(async () => Number(await position.getAttribute("aria-valuenow"))).toBeGreaterThan(4);

  await page.getByRole("button", { name: "Generate again: variant 3" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate again" });
  await dialog.getByText("Change what is asked for").click();
  await expect(dialog.getByLabel("Genre")).toHaveValue("pop");
  await dialog.getByLabel("Genre").fill("jazz");
  await dialog.getByLabel("Language").fill("English!");
  await giveReason(page, "They asked for something calmer.", "Generate");
  await expect(dialog.getByRole("alert").first()).toContainText("Give the language as a code");
  await dialog.getByLabel("Language").fill("en");
  await expect(dialog.getByLabel("What is different")).toHaveText(/Genrepop jazz/);
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog).toHaveCount(0);

  await expect(card(page, 3).getByText("Complete", { exact: true })).toBeVisible();
  await expect(answer(page)).toContainText("All three are ready");
  await listen(3).click();
  await expect(pause(3)).toBeVisible();
  await expect
    .poll(async () =>
      Number(await page.getByRole("slider", { name: "Position in variant 3" }).getAttribute("aria-valuenow")),
    )
    .toBeGreaterThan(0);

  const entry = timeline(page).getByRole("listitem").filter({ hasText: "asked to generate again" });
  await expect(entry).toContainText(await nameOf("agent"));
  await expect(entry).toContainText("They asked for something calmer.");
  await expect(entry).toContainText(/pop jazz/);
  await expect(entry.getByRole("time")).toHaveAttribute("datetime", /^20/);
  await page.getByRole("group", { name: "Of which variant" }).getByRole("button", { name: "1" }).click();
  await expect(entry).toHaveCount(0);
});

test("two people press Generate at once: one run, and the other is told whose it is", async ({
  page,
  browser,
  baseURL,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("409");
  const order = await makeSlowOrder();
  const path = `/admin/orders/${order}`;
  await signIn("agent", path);
  const { context, page: other } = await colleagueAt(browser, baseURL, "admin", path);
  const both = [page, other];
  for (const one of both) {
    await one.getByRole("button", { name: "Generate again: variant 1" }).click();
    await one.getByRole("dialog").getByLabel("Reason").fill("It never came.");
  }
  await Promise.all(
    both.map((one) => one.getByRole("dialog").getByRole("button", { name: "Generate", exact: true }).click()),
  );
  const refusal =
    /Variant 1 is being generated already, asked for by (.+) .+\. Nothing was sent a second time\./;
  await expect
    .poll(async () => (await Promise.all(both.map((one) => one.getByText(refusal).count()))).toSorted())
    .toEqual([0, 1]);
  const told = (await page.getByText(refusal).count()) === 1 ? page : other;
  const winner = await nameOf(told === page ? "admin" : "agent");
  await expect(told.getByText(refusal)).toContainText(winner);
  // What was typed is still there.
  await expect(told.getByLabel("Reason")).toHaveValue("It never came.");
  await told.getByRole("button", { name: "Cancel" }).click();
  await expect(told.getByRole("dialog")).toHaveCount(0);
  await expect(card(told, 1)).toContainText(`Asked for by ${winner}`);
  await expect(told.getByRole("button", { name: "Generate again: variant 1" })).toBeDisabled();
  const [sent] = await withDatabase(
    (sql) =>
      sql`select count(*)::int as count from public.outbox_events where data ->> 'order_id' = ${order}`,
  );
  expect(sent?.count).toBe(1);

  await told.getByRole("button", { name: "Stop making variant 1" }).click();
  await giveReason(told, "The customer changed their mind.", "Stop it");
  await expect(card(page, 1).getByText("Failed", { exact: true })).toBeVisible();
  await expect(timeline(told)).toContainText("The customer changed their mind.");
  await context.close();
});

test("a link is rotated and revoked while somebody listens: their next part is refused", async ({
  page,
  playwright,
  baseURL,
  signIn,
}) => {
  const { order, token } = await makeSong();
  const listener = await playwright.request.newContext({ ...(baseURL && { baseURL }) });
  const nextPart = async (of: string, from: number) =>
    (
      await listener.get(`/share/${of}/audio`, { headers: { range: `bytes=${from}-${from + 999}` } })
    ).status();
  await signIn("agent", `/admin/orders/${order}`);
  expect(await nextPart(token, 0)).toBe(206);

  await page.getByRole("button", { name: "Rotate the share link of variant 1" }).click();
  await giveReason(page, "It was posted in public.", "Rotate the link");
  await expect(page.getByText("Variant 1 has a new link. The old one is dead.")).toBeVisible();
  expect(await nextPart(token, 1000)).toBe(404);

  const open = page.getByRole("link", { name: /Open the share page of variant 1/ });
  await expect(open).not.toHaveAttribute("href", `/share/${token}`);
  const renewed = (await open.getAttribute("href"))?.split("/").at(-1) ?? "";
  expect(await nextPart(renewed, 0)).toBe(206);

  await page.getByRole("button", { name: "Revoke the share link of variant 1" }).click();
  await giveReason(page, "They split up.", "Revoke the link");
  await expect(card(page, 1).getByText("Revoked", { exact: true }).first()).toBeVisible();
  expect(await nextPart(renewed, 1000)).toBe(404);

  await page.getByRole("button", { name: "Restore the share link of variant 1" }).click();
  await giveReason(page, "They made up.", "Restore the link");
  await expect(card(page, 1).getByText("Live", { exact: true })).toBeVisible();
  expect(await nextPart(renewed, 1000)).toBe(206);

  await page.getByRole("button", { name: "Settings of the share link of variant 1" }).click();
  const settings = page.getByRole("dialog");
  await giveReason(page, "They may keep it.", "Save");
  await expect(settings.getByText("Nothing is different from the present settings.")).toBeVisible();
  await settings.getByLabel("The recipient may download the song").check();
  await settings.getByLabel("Ends at").fill("2099-01-31T18:00");
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings).toHaveCount(0);
  await expect(card(page, 1)).toContainText("Download allowed");
  await expect(card(page, 1)).toContainText("2099");

  const who = await nameOf("agent");
  for (const [what, why] of [
    ["gave the song a new share link", "It was posted in public."],
    ["revoked the share link", "They split up."],
    ["restored the share link", "They made up."],
    ["changed the share link's settings", "They may keep it."],
  ] as const) {
    const entry = timeline(page).getByRole("listitem").filter({ hasText: what });
    await expect(entry).toContainText(who);
    await expect(entry).toContainText("variant 1");
    await expect(entry).toContainText(why);
    await expect(entry.getByRole("time")).toHaveAttribute("datetime", /^20/);
  }

  await page.getByRole("button", { name: "QR code of variant 1" }).click();
  await expect(page.getByRole("img", { name: new RegExp(`QR code of .*/share/${renewed}`) })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as SVG" }).click();
  expect((await download).suggestedFilename()).toBe("song-1-qr.svg");
  await listener.dispose();
});

test("a viewer sees everything and changes nothing, and is told why", async ({ page, signIn }) => {
  const { order } = await makeThree();
  await signIn("viewer", `/admin/orders/${order}`);
  await expect(answer(page)).toContainText("Two of three are ready");
  await expect(answer(page)).not.toContainText("Rosa");
  for (const name of ["Generate again: variant 1", "Add variant 4", "Rotate the share link of variant 1"]) {
    const button = page.getByRole("button", { name });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/role/i);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("the page and its dialogs can be used by everybody, also on a phone", async ({ page, signIn }) => {
      const { order } = await makeThree();
      await signIn("agent", `/admin/orders/${order}`);
      await expect(card(page, 3)).toBeVisible();
      const check = async () => {
        const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
      };
      await check();
      for (const name of [
        "Generate again: variant 1",
        "Rotate the share link of variant 1",
        "Settings of the share link of variant 1",
        "QR code of variant 1",
      ]) {
        await page.getByRole("button", { name }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        const change = page.getByText("Change what is asked for");
        if ((await change.count()) > 0) await change.click();
        await check();
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await check();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
  });
}
