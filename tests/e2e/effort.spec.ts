import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { call, makeCustomer, makeFailedJob, makeOrder, makeVariant, requestEvent } from "../database/rows";
import { withDatabase } from "./database";
import { countEffort } from "./effort-count";
import { expect, test } from "./test";

const DOCUMENT = fileURLToPath(new URL("../../docs/effort.md", import.meta.url));
const HEAD = `# How much effort the main jobs take

Counted by \`tests/e2e/effort.spec.ts\`: each click, and each key besides the text that is typed, from the overview as it
is after logging in. Keys that are held with another one (Ctrl, Shift) count with it as one. The test fails when a
number here is not the one it counts; \`npm run effort\` writes this page anew.

| job | how | clicks and keys | at most |
| --- | --- | --- | --- |
`;

interface Job {
  name: string;
  how: string;
  limit: number;
}
const JOBS = {
  retry: {
    name: "Retry the most urgent failure with a note",
    how: "Retry, (the note), Ctrl and Enter",
    limit: 3,
  },
  resolve: {
    name: "Resolve a whole error group with one note",
    how: "Failures, Group, Resolve all, (the note), Resolve",
    limit: 4,
  },
  find: {
    name: "Find a customer's failures by e-mail",
    how: "Ctrl and K, (the address), Failures of that address",
    limit: 2,
  },
} as const satisfies Record<string, Job>;

const counted = new Map<keyof typeof JOBS, number>();

test.describe.configure({ mode: "serial" });

test("the most urgent failure is retried with a note", async ({ page, signIn }) => {
  const { jobId } = await withDatabase((sql) => makeFailedJob(sql, "2000-01-01"));
  await signIn("agent", "/admin");
  const due = page.getByRole("list", { name: "Due and not done" }).getByRole("listitem").first();
  await expect(due.getByRole("link")).toHaveAttribute("href", `/admin/failed-jobs/${jobId}`);
  const effort = await countEffort(page);
  await due.getByRole("button", { name: /^Retry/ }).click();
  await expect(page.getByRole("dialog").getByLabel("Note")).toBeFocused();
  await page.keyboard.type("The family has called.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  counted.set("retry", await effort());
  const attempts = await withDatabase(
    (sql) => sql`select note from desk.failed_job_attempts where failed_job_id = ${jobId}`,
  );
  expect(attempts).toEqual([{ note: "The family has called." }]);
  // What goes on after it would be seen as a change by a test that looks for none.
  const state = () => withDatabase((sql) => sql`select state from public.failed_jobs where id = ${jobId}`);
  await expect.poll(state).toEqual([{ state: "recovered" }]);
});

test("a whole error group is resolved with one note", async ({ page, signIn }) => {
  const title = `the needle ${randomUUID().slice(0, 8)} is worn`;
  await withDatabase(async (sql) => {
    for (let number = 0; number < 3; number++) {
      const order = await makeOrder(sql, await makeCustomer(sql), "2000-01-02");
      await makeVariant(sql, order, 1, "generating");
      await call(sql, "record_failed_job", {
        p_run_id: randomUUID(),
        p_job_type: "song_generation",
        p_event: { json: requestEvent(order.id, [1]) },
        p_error_type: "WornNeedle",
        p_error_message: title,
        p_retry_count: 3,
        p_fingerprint: `v2:${title}`,
        p_title: title,
        p_kind: "bad_response",
        // As it is: nothing is worked out anew.
        p_kind_version: 2_000_000_000,
      });
    }
  });
  await signIn("agent", "/admin");
  const effort = await countEffort(page);
  await page
    .getByRole("navigation", { name: "Desk" })
    .getByRole("link", { name: /^Failures/ })
    .click();
  await page.getByRole("link", { name: "Group", exact: true }).click();
  const group = page
    .getByRole("list", { name: "Error groups" })
    .getByRole("article")
    .filter({ hasText: title });
  await group.getByRole("button", { name: /^Resolve all/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Note")).toBeFocused();
  await page.keyboard.type("The needle was replaced.");
  const send = dialog.getByRole("button", { name: "Resolve 3" });
  await expect(send).toBeEnabled();
  await send.click();
  await expect(dialog).toHaveCount(0);
  counted.set("resolve", await effort());
  const resolved = () =>
    withDatabase((sql) => sql`select state, notes from public.failed_jobs where error_message = ${title}`);
  await expect
    .poll(resolved)
    .toEqual(Array(3).fill({ state: "resolved", notes: "The needle was replaced." }));
});

test("a customer's failures are found by e-mail", async ({ page, signIn }) => {
  const { jobId, order } = await withDatabase((sql) => makeFailedJob(sql, "2031-01-02"));
  const { email } = order.customer;
  await signIn("agent", "/admin");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  const effort = await countEffort(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(email);
  await page.getByRole("option", { name: `Failures of ${email}` }).click();
  const found = page
    .getByRole("grid")
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
  await expect(found).toHaveCount(1);
  counted.set("find", await effort());
  await found.click();
  await expect(page).toHaveURL(new RegExp(jobId));
});

test("the table says what was counted, and none is more than it may be", () => {
  const names = Object.keys(JOBS) as (keyof typeof JOBS)[];
  const lines = names.map((name) => {
    const job = JOBS[name];
    const count = counted.get(name) ?? Number.NaN;
    expect(count, job.name).toBeLessThanOrEqual(job.limit);
    return `| ${job.name} | ${job.how} | ${count} | ${job.limit} |`;
  });
  const document = `${HEAD}${lines.join("\n")}\n`;
  if (process.env.WRITE_EFFORT) writeFileSync(DOCUMENT, document);
  expect(readFileSync(DOCUMENT, "utf8"), "run npm run effort").toBe(document);
});
