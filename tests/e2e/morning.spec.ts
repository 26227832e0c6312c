import { withDatabase } from "./database";
import { expect, test, watchErrors } from "./test";

test.describe("one morning at the desk", () => {
  test("the urgent failure is retried with a note, becomes complete, and the recipient plays the song", async ({
    page,
    browser,
    signIn,
  }) => {
    // Midnight may have come since the demo was made.
    await withDatabase(
      (sql) => sql`
        update public.failed_jobs j set needed_by = (now() at time zone 'utc')::date
        from public.orders o join public.customizations c on c.id = o.customization_id
        where j.order_id = o.id and j.state = 'open' and c.occasion = 'funeral'
          and j.needed_by = (now() at time zone 'utc')::date - 1`,
    );
    await signIn("agent", "/admin");
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
    await page.getByRole("navigation", { name: "Desk" }).getByRole("link", { name: "Failures" }).click();
    await expect(page.getByRole("heading", { name: "Failures" })).toBeVisible();

    // The funeral is today; its song failed in the night.
    const urgent = page
      .getByRole("row")
      .filter({ hasText: "Due today" })
      .filter({ hasText: /funeral/i });
    await urgent.getByRole("link").first().click();
    const pane = page.getByRole("region", { name: "Failure", exact: true });
    await expect(pane.getByRole("heading", { name: /funeral/i })).toBeVisible();

    await pane.getByLabel("Note").fill("The funeral is at noon. Family called.");
    await pane.getByRole("button", { name: "Retry", exact: true }).click();
    await expect(pane.getByText("Recovered").first()).toBeVisible();
    await expect(pane.getByText("The funeral is at noon. Family called.").first()).toBeVisible();

    await page.getByRole("link", { name: "Open order" }).click();
    await expect(page).toHaveURL(/\/admin\/orders\//);
    const song = page.getByRole("link", { name: /share/i }).first();
    const address = await song.getAttribute("href");
    expect(address).toMatch(/\/share\/[0-9a-f-]{36}$/);

    // Somebody on a bus: another browser profile, no cookies.
    const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const listener = await phone.newPage();
    const complaints: string[] = [];
    watchErrors(listener, complaints);
    await listener.goto(String(address));
    await expect(listener.getByRole("heading", { level: 1 })).toContainText(/for/i);
    const player = listener.locator("audio");
    await player.evaluate((audio: HTMLAudioElement) => audio.play());
    await expect
      .poll(() => player.evaluate((audio: HTMLAudioElement) => audio.currentTime))
      .toBeGreaterThan(0.5);
    expect(await player.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeGreaterThan(14);
    expect(complaints).toEqual([]);
    await phone.close();
  });

  test("another failure is resolved with a note, and nothing is sent", async ({ page, signIn }) => {
    await signIn("agent", "/admin/failed-jobs?q=Moderation");
    await page.getByRole("row").filter({ hasText: "Moderation" }).first().getByRole("link").first().click();
    await page.getByLabel("Note").fill("The customer will send other words.");
    await page.getByRole("button", { name: "Resolve", exact: true }).click();
    await expect(page.getByRole("region", { name: "Resolution" })).toBeVisible();
    await expect(page.getByText("The customer will send other words.").first()).toBeVisible();
    await expect(page.getByText("No retries yet.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Retry", exact: true })).toHaveCount(0);
  });
});
