import type { Browser } from "@playwright/test";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { forgetLimits, withDatabase } from "./database";
import { expectWithinASecond } from "./link-ends";
import { card, giveReason, nameOf, timeline } from "./order-page";
import { makeSong } from "./shared-songs";
import { expect, PASSWORD, type Role, test } from "./test";

/** An order with one variant that takes a while to make. */
const makeSlowOrder = () =>
  withDatabase(async (sql) => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "failed");
    const slowly = { simulate: { failure: "timeout", times: 0, delay_ms: 30_000 } };
    await sql`insert into desk.song_options values (${order.id}, ${sql.json(slowly)})`;
    return order.id;
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

test.beforeEach(forgetLimits);

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
    await one.getByRole("button", { name: "Generate again: song 1" }).click();
    await one.getByRole("dialog").getByLabel("Reason").fill("It never came.");
  }
  await Promise.all(
    both.map((one) => one.getByRole("dialog").getByRole("button", { name: "Generate", exact: true }).click()),
  );
  const refusal =
    /Song 1 is already being generated, requested by (.+) .+\. Nothing was sent a second time\./;
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
  await expect(card(told, 1)).toContainText(`Requested by ${winner}`);
  await expect(told.getByRole("button", { name: "Generate again: song 1" })).toBeDisabled();
  const [sent] = await withDatabase(
    (sql) => sql`select count(*)::int as count from desk.outbox_events where data ->> 'order_id' = ${order}`,
  );
  expect(sent?.count).toBe(1);

  await told.getByRole("button", { name: "Stop making song 1" }).click();
  await giveReason(told, "The customer changed their mind.", "Stop");
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

  await page.getByRole("button", { name: "Rotate the share link of song 1" }).click();
  await giveReason(page, "It was posted in public.", "Rotate the link");
  await expect(page.getByText("Song 1 has a new link. The old one no longer works.")).toBeVisible();
  await expectWithinASecond(async () => [await nextPart(token, 1000)], [404]);

  const open = page.getByRole("link", { name: /Open the share page of song 1/ });
  await expect(open).not.toHaveAttribute("href", `/share/${token}`);
  const renewed = (await open.getAttribute("href"))?.split("/").at(-1) ?? "";
  expect(await nextPart(renewed, 0)).toBe(206);

  await page.getByRole("button", { name: "Revoke the share link of song 1" }).click();
  await giveReason(page, "They split up.", "Revoke the link");
  await expect(card(page, 1).getByText("Revoked", { exact: true }).first()).toBeVisible();
  await expectWithinASecond(async () => [await nextPart(renewed, 1000)], [404]);

  await page.getByRole("button", { name: "Restore the share link of song 1" }).click();
  await giveReason(page, "They made up.", "Restore the link");
  await expect(card(page, 1).getByText("Live", { exact: true })).toBeVisible();
  expect(await nextPart(renewed, 1000)).toBe(206);

  await page.getByRole("button", { name: "Settings of the share link of song 1" }).click();
  const settings = page.getByRole("dialog");
  await giveReason(page, "They may keep it.", "Save");
  await expect(settings.getByText("No changes to the current settings.")).toBeVisible();
  await settings.getByLabel("The recipient can download the song").check();
  await settings.getByLabel("Expires at").fill("2099-01-31T18:00");
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
    await expect(entry).toContainText("song 1");
    await expect(entry).toContainText(why);
    await expect(entry.getByRole("time")).toHaveAttribute("datetime", /^20/);
  }

  await page.getByRole("button", { name: "QR code of song 1" }).click();
  await expect(page.getByRole("img", { name: new RegExp(`QR code of .*/share/${renewed}`) })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as SVG" }).click();
  expect((await download).suggestedFilename()).toBe("song-1-qr.svg");
  await listener.dispose();
});
