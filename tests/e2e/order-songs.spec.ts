import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { withDatabase } from "./database";
import { finish } from "./shared-songs";
import { expect, test } from "./test";

test("one variant more is made, up to five, with its cost said; each song is there to be downloaded", async ({
  page,
  signIn,
}) => {
  const { order, first } = await withDatabase(async (sql) => {
    const made = await makeOrder(sql, await makeCustomer(sql));
    const variants = [];
    for (const number of [1, 2, 3, 4]) variants.push(await makeVariant(sql, made, number, "pending"));
    return { order: made.id, first: variants[0]?.id ?? "" };
  });
  await finish(first);
  // The desk of the tests has no price for a song.
  await page.route(`**/resources/orders/${order}`, async (route) => {
    const response = await route.fetch();
    const shown: Record<string, unknown> = await response.json();
    await route.fulfill({ response, json: { ...shown, generation_price_cents: 12 } });
  });
  await signIn("agent", `/admin/orders/${order}`);
  await page.getByRole("button", { name: "Add variant 5" }).click();
  const dialog = page.getByRole("dialog", { name: "Add variant 5" });
  await expect(dialog).toContainText(/1 song.+0\.12/);
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await dialog.getByLabel("Reason").fill("They paid for one more.");
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const fifth = page.getByRole("listitem", { name: "Variant 5" });
  await expect(fifth.getByText("Complete", { exact: true })).toBeVisible();
  await expect(page.getByText("An order has at most five variants.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Add variant/ })).toHaveCount(0);
  const entries = page.getByRole("region", { name: "Timeline" }).getByRole("listitem");
  await expect(entries.filter({ hasText: "began to be made" })).toContainText("variant 5");

  const downloading = page.waitForEvent("download");
  await fifth.getByRole("link", { name: "Download variant 5" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Variant 5.wav");
  let bytes = 0;
  for await (const part of await download.createReadStream()) bytes += (part as Buffer).length;
  expect(bytes).toBeGreaterThan(100_000);
});
