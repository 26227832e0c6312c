import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { DIALOG, findingsOf, widerThanWindow } from "./accessibility-findings";
import { withDatabase } from "./database";
import { expect, test } from "./test";

// One for all: a day means the same before midnight and after.
const NOW = Date.now();
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString().slice(0, 10);
type Status = "pending" | "generating" | "complete" | "failed";
interface Wanted {
  /** Who it is for: the name by which a test knows the row. */
  name: string;
  variants: Status[];
  date?: string;
  paid?: boolean;
  played?: boolean;
}

/** Orders of one customer of a test's own; they are found by the address. */
function makeOrders(...wanted: Wanted[]) {
  return withDatabase(async (sql) => {
    const customer = await makeCustomer(sql);
    const ids: Record<string, string> = {};
    for (const { name, variants, date, paid = true, played = false } of wanted) {
      const order = await makeOrder(sql, customer, date);
      ids[name] = order.id;
      await sql`update public.customizations set recipient_name = ${name} where id = ${order.customizationId}`;
      if (paid) await sql`update public.orders set payment_status = 'paid' where id = ${order.id}`;
      for (const [index, status] of variants.entries()) {
        const { id } = await makeVariant(sql, order, index + 1, status);
        if (status === "complete")
          await sql`update public.song_variants set duration_ms = 65000, completed_at = now(), selected = true
            where id = ${id}`;
        if (played) await sql`select desk.record_play(${id}, ${randomUUID()}::text)`;
      }
    }
    return { email: customer.email, ids };
  });
}

const rows = (page: Page) =>
  page
    .getByRole("grid", { name: "Orders" })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
const listOf = (email: string, more = "") => `/admin/orders?q=${encodeURIComponent(email)}${more}`;
const mixed = () =>
  makeOrders(
    { name: "Fay", variants: ["complete", "failed"], date: inDays(40) },
    { name: "Dee", variants: ["pending"], date: inDays(2) },
    { name: "Una", variants: ["complete"], date: inDays(60) },
  );

test.describe("finding orders", () => {
  test("by what is wrong with them, kept in the address and undone by Back", async ({ page, signIn }) => {
    const { email } = await mixed();
    await signIn("agent", listOf(email));
    await expect(rows(page)).toHaveCount(3);
    const filters = page.getByRole("navigation", { name: "Filters" });
    const chips = page.getByRole("list", { name: "Active filters" });

    await filters.getByRole("link", { name: "Any song failed" }).click();
    await expect(page).toHaveURL(/any_failed=true/);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText("Fay");
    await page.goBack();
    await expect(page).not.toHaveURL(/any_failed/);
    await expect(rows(page)).toHaveCount(3);

    await filters.getByRole("link", { name: "Complete but never played" }).click();
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText("Una");
    await chips.getByRole("link", { name: "Remove the filter Complete but never played" }).click();
    // A link of the page before still has the filter in its address.
    await expect(page).not.toHaveURL(/never_played/);
    await expect(rows(page)).toHaveCount(3);

    await filters.getByRole("link", { name: "Within 3 days" }).click();
    await expect(page).toHaveURL(/due_within=3/);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText("Dee");
    await filters.getByRole("link", { name: "Today or overdue" }).click();
    await expect(page.getByRole("heading", { name: "No matches" })).toBeVisible();
    await page.reload();
    await expect(chips).toContainText("Not complete, due today or overdue");
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(page).not.toHaveURL(/due_within|q=/);
    await expect(rows(page).first()).toBeVisible();
  });

  test("by the days of the occasion and of the order, never backwards", async ({ page, signIn }) => {
    const { email } = await mixed();
    await signIn("viewer", listOf(email));
    await expect(rows(page)).toHaveCount(3);
    const from = page.getByLabel("Occasion from");
    const to = page.getByLabel("Occasion to");
    await from.fill(inDays(30));
    await from.press("Enter");
    await expect(rows(page)).toHaveCount(2);
    await to.fill(inDays(45));
    await to.press("Enter");
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText("F");
    await to.fill(inDays(1));
    await to.press("Enter");
    await expect(page.getByRole("alert")).toHaveText("The end must not be before the beginning.");
    await expect(page).toHaveURL(new RegExp(`occasion_to=${inDays(45)}`));
    await page.getByRole("link", { name: /^Remove the filter Occasion / }).click();
    await expect(rows(page)).toHaveCount(3);
    await expect(from).toHaveValue("");

    const created = page.getByLabel("Created to");
    await created.fill("2020-01-01");
    await created.press("Enter");
    await expect(page.getByRole("heading", { name: "No matches" })).toBeVisible();
  });

  test("and the file has what the list shows, masked for who may not know", async ({ page, signIn }) => {
    const { email, ids } = await mixed();
    await signIn("viewer", listOf(email, "&any_failed=true"));
    const href = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
    const csv = await (await page.request.get(href ?? "")).text();
    expect(csv).toContain(ids.Fay ?? "no order");
    expect(csv).not.toContain(ids.Una ?? "no order");
    expect(csv).not.toContain(email);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).not.toContainText(email);
  });
});

test("a chip tells on focus what is known of its variant; Enter opens the order and Back returns", async ({
  page,
  signIn,
}) => {
  const { email, ids } = await makeOrders({ name: "Pia", variants: ["complete", "failed"] });
  await signIn("agent", listOf(email));
  await expect(rows(page)).toHaveCount(1);
  await rows(page).focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("listitem").filter({ hasText: "1 Complete" })).toBeFocused();
  const tooltip = page.getByRole("tooltip");
  await expect(tooltip).toContainText("Song 1: Complete");
  await expect(tooltip).toContainText("1:05 long");
  await expect(tooltip).toContainText("The customer's favourite");
  await expect(tooltip).toContainText("Not played yet");

  await rows(page).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/orders/${ids.Pia}`);
  await page.getByRole("main").getByRole("link", { name: "Orders", exact: true }).click();
  await expect(page).toHaveURL(listOf(email));
});

test.describe("the missing variants of many orders", () => {
  const three = () =>
    makeOrders(
      { name: "Gap", variants: ["complete", "failed", "pending"] },
      { name: "Full", variants: ["complete"] },
      { name: "Owes", variants: [], paid: false },
    );

  test("are generated after a dry run, with a reason, to the queued runs", async ({ page, signIn }) => {
    const { email, ids } = await three();
    await signIn("agent", listOf(email));
    await expect(rows(page)).toHaveCount(3);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(page.getByRole("toolbar")).toContainText("1 selected");
    await page.keyboard.press("Shift+A");
    await expect(page.getByRole("toolbar")).toContainText("3 selected");
    await page.getByRole("button", { name: "Generate missing songs" }).click();

    const dialog = page.getByRole("dialog", { name: "Generate missing songs" });
    await expect(dialog).toContainText("1 order will get its missing songs");
    await expect(dialog).toContainText("2 will be skipped");
    await expect(dialog).toContainText("1 · No songs are missing.");
    await expect(dialog).toContainText("1 · The order isn't paid.");
    await expect(dialog).toContainText("2 songs will be made");
    const confirm = dialog.getByRole("button", { name: "Generate for 1 order" });
    await confirm.click();
    await expect(dialog.getByRole("alert")).toHaveText("Say why you're generating them.");
    await dialog.getByLabel("Reason").fill("They never came.");
    await confirm.click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("toolbar")).toHaveCount(0);

    await expect
      .poll(() =>
        withDatabase(
          (sql) => sql`select data -> 'variant_numbers' as numbers from desk.outbox_events
            where data ->> 'order_id' = ${ids.Gap ?? ""}`,
        ),
      )
      .toEqual([{ numbers: [2, 3] }]);
    await page
      .getByRole("navigation", { name: "Desk" })
      .getByRole("link", { name: "Bulk operations" })
      .click();
    await page.getByRole("link", { name: "Missing songs of 3 orders" }).first().click();
    await expect(page.getByText("They never came.")).toBeVisible();
    const results = page.getByRole("table", { name: "Results" });
    await expect(results.getByRole("row").filter({ hasText: ids.Full ?? "" })).toContainText(
      "No songs are missing.",
    );
    await page.getByRole("link", { name: /^Done 1$/ }).click();
    await expect(results.getByRole("link")).toHaveText([ids.Gap ?? ""]);
    await results.getByRole("link").click();
    await expect(page).toHaveURL(`/admin/orders/${ids.Gap}`);
  });

  test("are not for a viewer, who is told why", async ({ page, signIn }) => {
    const { email } = await three();
    await signIn("viewer", listOf(email));
    await expect(rows(page)).toHaveCount(3);
    await page.keyboard.press("Shift+A");
    const button = page.getByRole("button", { name: "Generate missing songs" });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/Your role is viewer/);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("toolbar")).toHaveCount(0);
  });
});

test("everybody can use the list, its filters and its dialog, also on a phone", async ({ page, signIn }) => {
  const { email } = await mixed();
  await signIn("agent", listOf(email, "&due_within=60"));
  await expect(rows(page)).toHaveCount(2);
  expect(await findingsOf(page)).toEqual([]);
  await page.keyboard.press("Shift+A");
  await page.getByRole("button", { name: "Generate missing songs" }).click();
  await expect(page.getByRole("dialog")).toContainText("2 songs will be made");
  expect(await findingsOf(page, { within: DIALOG })).toEqual([]);
  await page.getByRole("button", { name: "Cancel" }).click();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(listOf(email));
  await expect(page.getByRole("list", { name: "Orders" }).getByRole("link")).toHaveCount(3);
  expect(await widerThanWindow(page)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Filters" }).click();
  await expect(page.getByRole("navigation", { name: "Filters" })).toBeVisible();
  expect(await findingsOf(page)).toEqual([]);
});
