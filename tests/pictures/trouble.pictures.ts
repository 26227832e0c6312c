import { call } from "../database/rows";
import { withDatabase } from "../e2e/database";
import { PASSWORD } from "../e2e/test";
import { expect, LOOKS, test } from "./camera";
import { aCustomersAccount, busyCustomer, generateAsAdmin, openJobs, orderWithSong } from "./scenes";

const NOT_LIVE = /\/resources\/live/;

for (const [suffix, look] of LOOKS) {
  test.describe(`as ${suffix || "usual"}`, () => {
    test.use(look);

    test("a server that is silent, and one that fails", async ({ page, signIn, expectedErrors, take }) => {
      expectedErrors.push("ERR_FAILED", "500");
      const [first] = await openJobs();
      await signIn("admin");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.route(/\/resources\/(?!session)/, (route) => route.abort());
      for (const [name, path] of [
        ["failing-list", "/admin/failed-jobs"],
        ["failing-page", `/admin/failed-jobs/${first?.id}`],
        ["failing-orders", "/admin/orders"],
        ["failing-order", `/admin/orders/${first?.order}`],
        ["failing-customer", `/admin/customers/${await busyCustomer()}`],
        ["failing-staff", "/admin/staff"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("alert").first()).toBeVisible();
        await expect(page.getByText("No connection")).toBeVisible();
        await take(`${name}${suffix}`);
      }
      await page.unrouteAll({ behavior: "ignoreErrors" });
      const error = {
        code: "unexpected",
        message: "Something went wrong on the server, and it has been logged.",
      };
      await page.route(/\/resources\/overview/, (route) => route.fulfill({ status: 500, json: { error } }));
      await page.goto("/admin");
      await expect(page.getByRole("alert").first()).toBeVisible();
      await take(`failing-overview${suffix}`);
    });

    test("what is not there, and who may not come in", async ({ page, signIn, expectedErrors, take }) => {
      expectedErrors.push("404", "403");
      await signIn("agent", "/admin/nowhere");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await take(`not-found${suffix}`);
      await page.context().clearCookies();
      const email = await aCustomersAccount();
      await page.goto("/login");
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not for this account");
      await take(`access-refused${suffix}`);
    });

    test("a colleague was faster", async ({ page, signIn, expectedErrors, take }) => {
      expectedErrors.push("409", "/resources/live");
      const job = (await openJobs()).at(-1);
      // Live, the page would show what the colleague did before anybody could press.
      await page.route(NOT_LIVE, (route) => route.abort());
      await signIn("agent", `/admin/failed-jobs/${job?.id}`);
      await page.getByLabel("Note", { exact: true }).fill("The customer will send other words.");
      await withDatabase(async (sql) => {
        const [admin] = await sql<{ id: string }[]>`
          select user_id as id from desk.staff_members where email = 'admin@reprise.test'`;
        await call(sql, "resolve_failed_job", {
          p_failed_job_id: job?.id ?? "",
          p_actor: admin?.id ?? null,
          p_note: "Talked to the customer.",
        });
        // A while ago, since "now" and "1 s ago" would take turns. The record lets nobody change it, but for this.
        await sql.begin(async (tx) => {
          await tx`set local session_replication_role = replica`;
          await tx`update desk.activity set at = at - interval '260 seconds'
            where subject_id = ${job?.id ?? ""} and action = 'resolved'`;
          await tx`update public.failed_jobs set resolved_at = resolved_at - interval '260 seconds'
            where id = ${job?.id ?? ""}`;
        });
      });
      await page
        .getByRole("group", { name: "Actions" })
        .getByRole("button", { name: "Retry", exact: true })
        .click();
      await expect(page.getByText("Your note is saved here.")).toBeVisible();
      await expect(page.locator("main header").getByText("Resolved", { exact: true })).toBeVisible();
      await take(`conflict${suffix}`);
    });

    test("a colleague generates already", async ({ page, signIn, expectedErrors, take }) => {
      expectedErrors.push("409", "/resources/live");
      const order = await orderWithSong();
      await page.route(NOT_LIVE, (route) => route.abort());
      await signIn("agent", `/admin/orders/${order}`);
      await page.getByRole("button", { name: "Generate again: song 1" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Reason").fill("It never came.");
      await generateAsAdmin(order);
      await dialog.getByRole("button", { name: "Generate", exact: true }).click();
      await expect(dialog.getByText(/Nothing was sent a second time/)).toBeVisible();
      await take(`generate-conflict${suffix}`);
    });
  });
}
