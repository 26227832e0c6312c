import type { Page } from "@playwright/test";
import { call, makeFailedJob } from "../database/rows";
import { findingsOf } from "./accessibility-findings";
import { withDatabase } from "./database";
import { expect, test } from "./test";

const figure = (page: Page, key: string) => page.locator(`[data-figure=${key}]`);
const today = () => new Date().toISOString().slice(0, 10);
const shown = (value: number) => value.toLocaleString("en");

/** What the database says, without the functions that the page asks. */
function counted() {
  return withDatabase(async (sql) => {
    const [row] = await sql<Record<"overdue" | "today" | "open" | "songs" | "failures", number>[]>`
      select
        (select count(*)::int from public.failed_jobs where state = 'open' and needed_by < ${today()}) as overdue,
        (select count(*)::int from public.failed_jobs where state = 'open' and needed_by = ${today()}) as today,
        (select count(*)::int from public.failed_jobs where state = 'open') as open,
        (select count(*)::int from public.song_variants where completed_at > now() - interval '24 hours') as songs,
        (select count(*)::int from public.failed_jobs where last_failed_at > now() - interval '24 hours') as failures`;
    if (!row) throw new Error("nothing was counted");
    return row;
  });
}

test("its figures are those of the database, and each leads to what it counts", async ({ page, signIn }) => {
  await signIn("agent", "/admin");
  await expect(page).toHaveURL(/\/admin$/);
  // A run of an earlier test may end, or a day of songs, between what is counted and what is shown: then both anew.
  await expect(async () => {
    const truth = await counted();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await expect(figure(page, "success")).toBeVisible();
    expect(await counted()).toEqual(truth);
    for (const key of ["overdue", "today", "open"] as const)
      expect(await figure(page, key).textContent()).toContain(shown(truth[key]));
    expect(await figure(page, "success").textContent()).toContain(
      `${shown(truth.songs)} songs finished, ${shown(truth.failures)} jobs failed`,
    );
  }).toPass();
  for (const [key, address] of [
    ["overdue", /failed-jobs\?.*due=overdue/],
    ["today", /failed-jobs\?.*due=today/],
    ["open", /failed-jobs/],
    ["success", /failed-jobs\?.*sort=newest/],
    ["took", /orders\?.*status=complete/],
  ] as const) {
    await figure(page, key).click();
    await expect(page).toHaveURL(address);
    await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Overview");
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  }
});

test("the charts have a table behind them with the same figures, and speak to the keyboard", async ({
  page,
  signIn,
}) => {
  // Failures that a test put there itself have no group yet, and would be counted at the next full minute.
  await withDatabase(
    (sql) => sql`
      update public.failed_jobs set fingerprint = 'v2:of-the-tests', error_title = 'of the tests' where fingerprint is null`,
  );
  await signIn("viewer", "/admin?range=30d");
  const panel = page.getByRole("region", { name: "Failures over time", exact: true }).first();
  const chart = panel.getByRole("slider");
  await chart.focus();
  const spoken = await chart.getAttribute("aria-valuetext");
  await expect(panel.getByRole("paragraph")).toHaveText(String(spoken));
  await page.keyboard.press("ArrowLeft");
  await expect(chart).not.toHaveAttribute("aria-valuetext", String(spoken));
  await expect(chart).toHaveAttribute("aria-valuenow", "29");

  const total = await withDatabase(async (sql) => {
    const [row] = await sql<{ n: number }[]>`
      select coalesce(sum(failures), 0)::int as n from desk.error_group_hours
      where hour >= date_trunc('day', now()) - interval '29 days'`;
    return row?.n ?? 0;
  });
  await panel.getByRole("button", { name: "Show as table: Failures over time" }).click();
  const rows = panel.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(30);
  const counts = await rows.locator("td:nth-child(2)").allTextContents();
  expect(counts.reduce((sum, count) => sum + Number(count.replace(/\D/g, "")), 0)).toBe(total);
  await panel.getByRole("button", { name: "Show as chart: Failures over time" }).click();

  const group = panel.getByRole("listitem").first().getByRole("link");
  await expect(group).toHaveAttribute("href", /\/admin\/failed-jobs\?fingerprint=v\d+%3A[^&]+&state=all/);
});

test("what is most urgent is retried from here with a note, in two clicks", async ({ page, signIn }) => {
  const { jobId } = await withDatabase((sql) => makeFailedJob(sql, "2001-01-01"));
  await signIn("agent", "/admin");
  const first = page.getByRole("list", { name: "Due and not done" }).getByRole("listitem").first();
  await expect(first.getByRole("link")).toHaveAttribute("href", `/admin/failed-jobs/${jobId}`);
  await first.getByRole("button", { name: /^Retry/ }).click();
  // The note has the focus: nothing else is to be clicked.
  await page.keyboard.type("The family has called.");
  await page.getByRole("dialog").getByRole("button", { name: "Retry", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const [attempt] = await withDatabase(
    (sql) => sql`select note, attempt from desk.failed_job_attempts where failed_job_id = ${jobId}`,
  );
  expect(attempt).toEqual({ note: "The family has called.", attempt: 1 });
  await withDatabase((sql) => sql`update public.failed_jobs set needed_by = 'infinity' where id = ${jobId}`);
});

test("a retry that somebody else was faster with says so, and keeps the note", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("409");
  const { jobId } = await withDatabase((sql) => makeFailedJob(sql, "2001-01-02"));
  await signIn("agent", "/admin");
  const row = page.getByRole("listitem").filter({ has: page.locator(`a[href$="${jobId}"]`) });
  await row.getByRole("button", { name: /^Retry/ }).click();
  await page.keyboard.type("Mine.");
  await withDatabase((sql) =>
    call(sql, "resolve_failed_job", { p_failed_job_id: jobId, p_actor: null, p_note: "done" }),
  );
  await page.getByRole("dialog").getByRole("button", { name: "Retry", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("status")).toContainText("Your note is saved here.");
  await expect(page.getByRole("dialog").getByLabel("Note")).toHaveValue("Mine.");
});

test("a viewer sees why they cannot retry", async ({ page, signIn }) => {
  await withDatabase((sql) => makeFailedJob(sql, today()));
  await signIn("viewer", "/admin");
  const button = page.getByRole("button", { name: /^Retry: / }).first();
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/Your role is viewer/);
});

test("bulk operations and the outbox move as they move", async ({ page, signIn }) => {
  await signIn("viewer", "/admin");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const id = await withDatabase(async (sql) => {
    const [row] = await sql<{ id: string }[]>`
      insert into desk.bulk_operations (kind, params, selection, total, done_count)
      values ('retry', '{}', '{}', 250, 40) returning id`;
    return row?.id ?? "";
  });
  const progress = page.getByRole("progressbar", { name: "Retrying 250" });
  await expect(progress).toHaveAttribute("aria-valuenow", "16");
  await expect(page.getByRole("link", { name: "Retrying 250" })).toHaveAttribute("href", new RegExp(id));
  await withDatabase((sql) => sql`update desk.bulk_operations set done_count = 125 where id = ${id}`);
  await expect(progress).toHaveAttribute("aria-valuenow", "50");
  await withDatabase((sql) => sql`update desk.bulk_operations set state = 'aborted' where id = ${id}`);
  await expect(page.getByText("No bulk operations running.")).toBeVisible();
});

test("it can be used by everybody, as charts and as tables", async ({ page, signIn }) => {
  await signIn("agent", "/admin");
  await expect(page.getByRole("slider")).toBeVisible();
  expect(await findingsOf(page, { advice: true })).toEqual([]);
  for (const chart of ["Failures over time", "Backlog by age"])
    await page.getByRole("button", { name: `Show as table: ${chart}` }).click();
  await expect(page.getByRole("table")).toHaveCount(2);
  expect(await findingsOf(page, { advice: true })).toEqual([]);
});

test("on a phone nothing is cut off", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("agent", "/admin");
  await expect(page.getByRole("slider")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("what cannot be loaded says why and can be tried again", async ({ page, signIn, expectedErrors }) => {
  expectedErrors.push("503");
  const message = "The database isn't responding.";
  await page.route(/\/resources\/overview/, (route) =>
    route.fulfill({ status: 503, json: { error: { code: "database_unavailable", message } } }),
  );
  await signIn("viewer", "/admin");
  await expect(page.getByRole("alert")).toContainText(message);
  await page.unrouteAll({ behavior: "wait" });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});
