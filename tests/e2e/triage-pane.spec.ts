import { makeVariant } from "../database/rows";
import { withDatabase } from "./database";
import {
  action,
  failureWithPersonalData,
  form,
  openFailure,
  part,
  someFailure,
  state,
} from "./failed-job-page";
import { expect, test } from "./test";

test.describe("acting on one failure", () => {
  test("is retried by one press, and followed until the song is made", async ({ page, signIn }) => {
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    await action(page, "Retry").click();
    await expect(page.getByText(/Sent as attempt 1|Attempt 1 is queued/)).toBeVisible();
    await expect(state(page, "Recovered")).toBeVisible();
    await expect(part(page, "Attempts").getByText("The song was made.")).toBeVisible();
    await expect(part(page, "Songs in this order").getByText("Complete")).toBeVisible();
  });

  test("is retried with an edited payload, and the original stays in the history", async ({
    page,
    signIn,
  }) => {
    const { jobId, order } = await someFailure();
    await withDatabase((sql) => makeVariant(sql, order, 2, "failed"));
    await signIn("agent");
    await openFailure(page, jobId);
    await action(page, "Edit and retry").click();
    const editor = form(page, "Edit payload and retry");
    const send = editor.getByRole("button", { name: "Edit and retry" });
    await expect(editor.getByText("No changes yet.").first()).toBeVisible();
    await expect(send).toBeDisabled();

    await editor.getByRole("button", { name: "2", exact: true }).click();
    await expect(editor.getByRole("list", { name: "Changes" })).toContainText("[1,2]");
    await send.click();
    await expect(editor.getByText("Say why you changed the payload.")).toBeVisible();

    // What is typed as JSON is what the fields show, and what is wrong in it is named.
    await editor.getByRole("button", { name: "JSON" }).click();
    const json = editor.getByLabel("Payload as JSON");
    const good = await json.inputValue();
    await json.fill(good.replace("1,", "9,"));
    await expect(editor.getByText(/variant_numbers\.0:/)).toBeVisible();
    await expect(send).toBeDisabled();
    await json.fill(good);
    await editor.getByRole("button", { name: "Fields" }).click();
    await expect(editor.getByRole("button", { name: "2", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );

    await editor.getByLabel("Reason").fill("They want a second one, too.");
    await send.click();
    await expect(editor).toHaveCount(0);
    await expect(state(page, "Recovered")).toBeVisible();
    const attempts = part(page, "Attempts");
    await expect(attempts.getByText("Payload edited")).toBeVisible();
    await expect(attempts.getByText("They want a second one, too.")).toBeVisible();
    await expect(part(page, "Activity").getByText(/payload edited: variant_numbers/)).toBeVisible();
    const [row] = await withDatabase(
      (sql) =>
        sql`select event_data -> 'data' -> 'variant_numbers' as numbers from failed_jobs where id = ${jobId}`,
    );
    expect(row?.numbers).toEqual([1]);
  });

  test("is scheduled for the morning, and taken back", async ({ page, signIn }) => {
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    await action(page, "Retry later").click();
    const when = form(page, "Retry later");
    await expect(when.getByText(/Times are in UTC/)).toBeVisible();
    await when.getByRole("button", { name: /Tomorrow morning/ }).click();
    await expect(state(page, "Retrying")).toBeVisible();
    await expect(part(page, "What happened").getByText(/Scheduled for \w{3} 9:00/)).toBeVisible();

    await action(page, "Cancel retry").click();
    await expect(state(page, "Open")).toBeVisible();
    await expect(part(page, "Attempts").getByText("Taken back", { exact: true })).toBeVisible();
    await expect(action(page, "Retry")).toBeEnabled();
  });

  test("is resolved with a usual note, and reopened", async ({ page, signIn }) => {
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    await action(page, "Resolve").click();
    const resolve = form(page, "Resolve");
    await resolve.getByRole("button", { name: "Resolve" }).click();
    await expect(resolve.getByText(/Say how it was resolved/)).toBeVisible();
    await resolve.getByRole("button", { name: "Talked to the customer." }).click();
    await resolve.getByRole("button", { name: "Resolve" }).click();
    await expect(state(page, "Resolved")).toBeVisible();
    await expect(part(page, "Resolution").getByText("Talked to the customer.")).toBeVisible();

    await action(page, "Reopen").click();
    await expect(state(page, "Open")).toBeVisible();
    await expect(part(page, "Activity").getByText(/reopened the job/)).toBeVisible();
  });

  test("is given to somebody, put aside, and spoken about", async ({ page, signIn }) => {
    const { jobId } = await someFailure();
    await signIn("agent");
    await openFailure(page, jobId);
    await action(page, "Assign").click();
    await form(page, "Assign to").getByRole("option", { name: /me$/ }).click();
    await expect(page.getByRole("button", { name: "Assigned to: Ana Pereira" })).toBeVisible();

    await action(page, "Snooze").click();
    await form(page, "Snooze until")
      .getByRole("button", { name: /Next week/ })
      .click();
    await expect(page.locator("main header").getByText(/Snoozed until/)).toBeVisible();
    const open = await page.request.get("/resources/failed-jobs?state=open&limit=100&q=birthday");
    expect(JSON.stringify(await open.json())).not.toContain(jobId);

    const activity = part(page, "Activity");
    await activity.getByLabel("Add a comment").fill("She calls again on Monday.");
    await activity.getByRole("button", { name: "Comment" }).click();
    await expect(activity.getByText("She calls again on Monday.")).toBeVisible();
    await expect(activity.getByLabel("Add a comment")).toHaveValue("");
    await expect(activity.getByText(/assigned the job/)).toBeVisible();
    await expect(activity.getByText(/snoozed the job/)).toBeVisible();
  });

  test("shows what is masked to whoever asks, and says that they did", async ({ page, signIn }) => {
    const email = "the.secret.guest@example.com";
    const jobId = await failureWithPersonalData(email);
    await signIn("agent");
    await openFailure(page, jobId);
    await page.getByText("Payload", { exact: true }).click();
    await expect(page.getByRole("button", { name: "Reveal" })).toBeVisible();
    await expect(page.getByText(email)).toHaveCount(0);
    await page.getByLabel("Search the payload").fill("contact");
    await expect(page.getByText("1 match")).toBeVisible();

    await page.getByRole("button", { name: "Reveal" }).click();
    await expect(page.getByText(email).first()).toBeVisible();
    await expect(part(page, "Activity").getByText(/revealed the payload/)).toBeVisible();

    // What is edited is the whole payload: a mask is never sent back in its place.
    await action(page, "Edit and retry").click();
    const editor = form(page, "Edit payload and retry");
    await editor.getByRole("button", { name: "JSON" }).click();
    await expect(editor.getByLabel("Payload as JSON")).toHaveValue(new RegExp(email));
  });
});
