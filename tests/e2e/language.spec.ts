import { makeCustomer, makeFailedJob, makeOrder, makeVariant } from "../database/rows";
import { giveResults, makeBulkOperation } from "./bulk-operations";
import { withDatabase } from "./database";
import { englishOn } from "./german";
import { nameOf } from "./order-page";
import { expect, test } from "./test";

test.describe("for somebody whose browser speaks German", () => {
  test.use({ locale: "de-AT" });

  test("the urgent job is found, retried with a note and followed, all in German", async ({
    page,
    signIn,
  }) => {
    const { jobId } = await withDatabase((sql) => makeFailedJob(sql, "2001-02-03"));
    await signIn("agent", "/admin");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Übersicht");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page).toHaveTitle("Übersicht · Reprise");

    await page
      .getByRole("navigation", { name: "Bereiche" })
      .getByRole("link", { name: /^Fehlgeschlagen/ })
      .click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Fehlgeschlagene Jobs");
    const first = page.getByRole("grid").getByRole("row").nth(1);
    await expect(first).toContainText("Tage überfällig");
    await page.goto(`/admin/failed-jobs/${jobId}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/birthday für Rosa/i);
    await page.keyboard.press("r");
    await expect(page.getByText(/Wiederholt als Versuch 1|Versuch 1 ist eingereiht/)).toBeVisible();
    await expect(
      page.getByRole("region", { name: "Versuche" }).getByText("Das Lied ist fertig."),
    ).toBeVisible();
    expect(await englishOn(page)).toEqual([]);
  });

  test("dates, numbers and spans of time are German, too", async ({ page, signIn }) => {
    const { jobId } = await withDatabase((sql) => makeFailedJob(sql, "2031-03-14"));
    await signIn("viewer", `/admin/failed-jobs/${jobId}`);
    await expect(page.getByText("14.03.2031").first()).toBeVisible();
    await expect(page.getByRole("main").locator("time").first()).toHaveText(/^(vor|jetzt)/);
  });

  test("no page has an English text left", async ({ page, signIn, expectedErrors }) => {
    expectedErrors.push("404");
    const { jobId, order } = await withDatabase((sql) => makeFailedJob(sql, "2031-03-15"));
    const operation = await makeBulkOperation({
      kind: "retry",
      state: "done",
      total: 40,
      done: 29,
      skipped: 11,
      minutes: 60,
    });
    await giveResults(operation);
    await signIn("admin");
    for (const path of [
      "/admin",
      "/admin/failed-jobs",
      "/admin/failed-jobs?by=groups",
      "/admin/failed-jobs?q=nobody-has-this",
      `/admin/failed-jobs/${jobId}`,
      "/admin/orders",
      `/admin/orders/${order.id}`,
      `/admin/customers/${order.customer.id}`,
      "/admin/bulk-operations",
      `/admin/bulk-operations/${operation}`,
      "/admin/outbox",
      "/admin/staff",
      "/admin/nowhere",
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      await expect(page.getByRole("status", { name: "Wird geladen" })).toHaveCount(0);
      expect(await englishOn(page), path).toEqual([]);
    }
    await page.keyboard.press("Shift+?");
    await expect(page.getByRole("dialog", { name: "Tastatur" })).toBeVisible();
    expect(await englishOn(page), "the keys").toEqual([]);
  });
});

test.describe("what the server refuses, to somebody whose browser speaks German", () => {
  test.use({ locale: "de-DE" });

  test("is said in German, field by field", async ({ page, signIn, expectedErrors }) => {
    expectedErrors.push("503");
    const { jobId } = await withDatabase((sql) => makeFailedJob(sql, "2031-03-16"));
    await signIn("agent", `/admin/failed-jobs/${jobId}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.keyboard.press("e");
    await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("dialog").getByRole("alert")).toHaveText(/wie der Job erledigt wurde/);
    await page.keyboard.press("Escape");
    const error = { code: "database_unavailable", message: "The database isn't responding." };
    await page.route(/\/resources\/overview/, (route) => route.fulfill({ status: 503, json: { error } }));
    await page.goto("/admin");
    await expect(page.getByRole("alert")).toContainText("Die Datenbank antwortet gerade nicht");
  });

  test("names who was faster, and when", async ({ page, signIn, expectedErrors }) => {
    expectedErrors.push("409");
    const { order, variant } = await withDatabase(async (sql) => {
      const made = await makeOrder(sql, await makeCustomer(sql));
      return { order: made.id, variant: (await makeVariant(sql, made, 1, "failed")).id };
    });
    await signIn("agent", `/admin/orders/${order}`);
    await page.getByRole("button", { name: "Neu erzeugen: Lied 1" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Grund").fill("Es kam nie an.");
    await withDatabase(
      (sql) => sql`
        update public.song_variants set generation_event_id = ${variant}, generation_requested_at = now(),
          generation_requested_by = (select user_id from desk.staff_members where email = 'admin@reprise.test')
        where id = ${variant}`,
    );
    await dialog.getByRole("button", { name: "Erzeugen", exact: true }).click();
    await expect(dialog.getByRole("status")).toHaveText(
      new RegExp(
        `^Lied 1 wird schon erzeugt, von ${await nameOf("admin")} (gerade eben|vor \\d+ Sekunden?) angefordert\\.`,
      ),
    );
    await expect(dialog.getByLabel("Grund")).toHaveValue("Es kam nie an.");
    await withDatabase(
      (sql) => sql`update public.song_variants set generation_event_id = null where id = ${variant}`,
    );
  });
});

test("the language is chosen in the desk, and is still chosen after a reload", async ({ page, signIn }) => {
  await signIn("viewer", "/admin");
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("Overview");
  expect((await englishOn(page)).length).toBeGreaterThan(5);
  await page.getByRole("group", { name: "Language" }).getByRole("button", { name: "Deutsch" }).click();
  await expect(heading).toHaveText("Übersicht");
  await page.reload();
  await expect(heading).toHaveText("Übersicht");
  const languages = page.getByRole("group", { name: "Sprache" });
  await expect(languages.getByRole("button", { name: "Deutsch" })).toHaveAttribute("aria-pressed", "true");
  await languages.getByRole("button", { name: "English" }).click();
  await expect(heading).toHaveText("Overview");
});

test("who reads English does not load the German texts", async ({ page, signIn }) => {
  const scripts: string[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.url());
  });
  await signIn("viewer", "/admin");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  const german = () => scripts.filter((url) => /\/(?:messages|catalogue)\.de\b/.test(url));
  expect(german()).toEqual([]);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Übersicht");
  expect(german()).toHaveLength(2);
});
