import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { withDatabase } from "./database";
import { giveReason, timeline } from "./order-page";
import { finish, makeSong } from "./shared-songs";
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
  await page.getByRole("button", { name: "Add song 5" }).click();
  const dialog = page.getByRole("dialog", { name: "Add song 5" });
  await expect(dialog).toContainText(/1 song.+0\.12/);
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await dialog.getByLabel("Reason").fill("They paid for one more.");
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const fifth = page.getByRole("listitem", { name: "Song 5" });
  await expect(fifth.getByText("Complete", { exact: true })).toBeVisible();
  await expect(page.getByText("An order has at most five songs.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Add song/ })).toHaveCount(0);
  const entries = page.getByRole("region", { name: "Timeline" }).getByRole("listitem");
  await expect(entries.filter({ hasText: "Generation of a song started" })).toContainText("song 5");

  const downloading = page.waitForEvent("download");
  await fifth.getByRole("link", { name: "Download song 5" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Song 5.wav");
  let bytes = 0;
  for await (const part of await download.createReadStream()) bytes += (part as Buffer).length;
  expect(bytes).toBeGreaterThan(100_000);
});

test("D17 the song before plays on while a new one is made, which the list says, and can be brought back", async ({
  page,
  signIn,
}) => {
  const song = await makeSong();
  const songOf = () =>
    withDatabase(async (sql) => {
      const [row] =
        await sql`select duration_ms, storage_path from public.song_variants where id = ${song.id}`;
      return row;
    });
  const before = await songOf();
  const address = `/admin/orders/${song.order}`;
  const chip = page.getByRole("listitem").filter({ hasText: /^1 Complete/ });
  const list = `/admin/orders?q=${song.order}`;

  // A new version that waits; nothing is to look after it meanwhile.
  await withDatabase(
    (
      sql,
    ) => sql`update public.song_variants set generation_event_id = 'generation:waits', generation_requested_at = now() + interval '1 hour'
      where id = ${song.id}`,
  );
  await signIn("agent", list);
  await expect(
    chip.getByRole("img", { name: "A new version is being made; this song plays until then." }),
  ).toBeVisible();
  await withDatabase(
    (sql) => sql`update public.song_variants set generation_event_id = null, generation_requested_at = null
      where id = ${song.id}`,
  );

  await page.goto(address);
  await page.getByRole("button", { name: "Generate again: song 1" }).click();
  await giveReason(page, "They want another one.", "Generate");
  const bringBack = page.getByRole("button", { name: "Bring back the previous song of song 1" });
  await expect(bringBack).toBeVisible();
  expect(await songOf()).not.toEqual(before);
  await bringBack.click();
  const dialog = page.getByRole("dialog", { name: "Bring back the previous song of song 1" });
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await expect(dialog).toContainText(/Kept until/);
  await giveReason(page, "The first one was better.", "Bring back");
  await expect(dialog).toHaveCount(0);
  await expect.poll(songOf).toEqual(before);
  await expect(
    timeline(page).getByRole("listitem").filter({ hasText: "brought back the previous song" }),
  ).toContainText("The first one was better.");
  // The one that was replaced can come back in its turn.
  await expect(bringBack).toBeVisible();
});
