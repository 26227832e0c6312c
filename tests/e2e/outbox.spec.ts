import { randomUUID } from "node:crypto";
import { makeFailedJob } from "../database/rows";
import { findingsOf } from "./accessibility-findings";
import { withDatabase } from "./database";
import { expect, test } from "./test";

/** Events of an outbox: one held back, one that is refused again and again. Nothing here is due while a test looks. */
async function fill() {
  const { jobId } = await withDatabase((sql) => makeFailedJob(sql));
  const heldBack = `failed-job:${jobId}:attempt:1`;
  const poisoned = `test:${randomUUID()}`;
  await withDatabase(async (sql) => {
    const due = new Date(Date.now() + 3_600_000);
    await sql`insert into desk.outbox_events (event_id, name, data, due_at)
      values (${heldBack}, 'song/generation.requested', '{}', ${due})`;
    await sql`insert into desk.outbox_events (event_id, name, data, due_at, attempts, last_error)
      values (${poisoned}, 'song/generation.requested', '{}', ${due}, 12, '400: <b>the event is too large</b>')`;
  });
  return { jobId, heldBack, poisoned };
}
const clear = () => withDatabase((sql) => sql`delete from desk.outbox_events where sent_at is null`);

test.describe("the outbox", () => {
  test.beforeEach(clear);
  test.afterAll(clear);

  test("is happy when everything is sent", async ({ page, signIn }) => {
    await signIn("viewer", "/admin");
    await page.getByRole("navigation", { name: "Desk" }).getByRole("link", { name: "Deliveries" }).click();
    await expect(page.getByRole("heading", { name: "Everything is sent" })).toBeVisible();
    await page.getByRole("link", { name: /^Failing/ }).click();
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  });

  test("says what each event waits for, shows what is stuck, and leads to the failure", async ({
    page,
    signIn,
  }) => {
    const { jobId, heldBack, poisoned } = await fill();
    await signIn("viewer", "/admin/outbox");
    const events = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
    await expect(events).toHaveCount(2);
    const stuck = events.filter({ hasText: poisoned });
    await expect(stuck).toContainText("Stuck: failed 12 times");
    await expect(stuck.getByRole("blockquote")).toHaveText("400: <b>the event is too large</b>");
    await expect(page.getByText("A delivery keeps failing.")).toBeVisible();
    await expect(events.filter({ hasText: heldBack })).toContainText("Will be sent in");

    await page.getByRole("link", { name: /^Failing/ }).click();
    await expect(events).toHaveCount(1);
    await expect(events).toContainText(poisoned);
    await page.goBack();
    await expect(events).toHaveCount(2);
    await expect(
      page.getByRole("navigation", { name: "Desk" }).getByTitle("1 failing delivery"),
    ).toBeVisible();

    await page.getByRole("link", { name: "Open failure" }).click();
    await expect(page).toHaveURL(`/admin/failed-jobs/${jobId}`);
  });

  test("tells who is no admin why they cannot send", async ({ page, signIn }) => {
    await fill();
    await signIn("agent", "/admin/outbox");
    for (const name of [/^Send now: /, /^Send all 2 now$/]) {
      const button = page.getByRole("button", { name }).first();
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(
        /Only admins can send deliveries by hand; your role is agent/,
      );
    }
  });

  test("sends at once what an admin tells it to, and says what became of it", async ({ page, signIn }) => {
    const { heldBack } = await fill();
    await signIn("admin", "/admin/outbox");
    await page.getByRole("button", { name: `Send now: ${heldBack}` }).click();
    // The server's timer may have it in its hands at that moment; then it is sent a moment later.
    await expect(page.getByText(/^1 delivery sent\.$|^Inngest hasn't accepted it yet/)).toBeVisible();
    const sent = () =>
      withDatabase(
        (sql) => sql`select sent_at is not null as sent from desk.outbox_events where event_id = ${heldBack}`,
      );
    await expect.poll(sent).toEqual([{ sent: true }]);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Deliveries", level: 1 })).toBeVisible();
    await expect(page.getByText(heldBack)).toHaveCount(0);
  });

  test("can be used by everybody, on a phone too", async ({ page, signIn }) => {
    await fill();
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn("admin", "/admin/outbox");
    await expect(page.getByRole("list", { name: "Deliveries" }).getByRole("listitem")).toHaveCount(2);
    expect(await findingsOf(page, { advice: true })).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
