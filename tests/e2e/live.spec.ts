import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { findFreePort } from "../../local/ports";
import { readServices } from "../../local/services";
import { makeFailedJob } from "../database/rows";
import { makeAccount, withDatabase } from "./database";
import { expect, PASSWORD, test } from "./test";

const LIST = "/admin/failed-jobs?sort=newest";
const fail = () => withDatabase((sql) => makeFailedJob(sql, "2031-01-31"));

test.describe("what is new", () => {
  test("is announced, and no row moves until it is asked for", async ({ page, signIn }) => {
    await signIn("agent", LIST);
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
    const rows = page.getByRole("grid", { name: "Failures" }).locator("tbody tr[aria-rowindex]");
    await expect(rows.first()).toBeVisible();
    const link = rows.first().getByRole("link").first();
    const firstBefore = await link.getAttribute("href");
    const placeBefore = await rows.first().boundingBox();

    const one = await fail();
    await expect(page.getByRole("status").filter({ hasText: "1 new failure · Show" })).toBeVisible();
    const two = await fail();
    const pill = page.getByRole("button", { name: "2 new failures · Show" });
    await expect(pill).toBeVisible();
    expect(await link.getAttribute("href")).toBe(firstBefore);
    expect(await rows.first().boundingBox()).toEqual(placeBefore);

    await pill.click();
    await expect(link).toHaveAttribute("href", `/admin/failed-jobs/${two.jobId}`);
    await expect(rows.nth(1).getByRole("link").first()).toHaveAttribute(
      "href",
      `/admin/failed-jobs/${one.jobId}`,
    );
    await expect(pill).toHaveCount(0);
  });

  test("is read anew on the page of a record that somebody else changes", async ({ page, signIn }) => {
    const { jobId } = await fail();
    await signIn("agent", `/admin/failed-jobs/${jobId}`);
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
    await withDatabase(
      (sql) => sql`select desk.resolve_failed_job(${jobId}, null, 'Resolved by somebody else.')`,
    );
    await expect(page.getByText("Resolved by somebody else.").first()).toBeVisible();
  });

  test("comes by asking where the stream does not get through", async ({ page, signIn, expectedErrors }) => {
    expectedErrors.push("/resources/live");
    await page.route(/\/resources\/live(\?|$)/, (route) => route.abort());
    await signIn("agent", LIST);
    await expect(page.getByText("Checking every 5 s")).toBeVisible();
    await fail();
    await expect(page.getByRole("button", { name: "1 new failure · Show" })).toBeVisible();
  });

  test("comes by asking where a proxy keeps the stream back", async ({ page, signIn }) => {
    // It takes the request, and never lets a word of the answer through.
    await page.route(/\/resources\/live(\?|$)/, () => {});
    await signIn("agent", LIST);
    await expect(page.getByText("Checking every 5 s")).toBeVisible();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
  });

  test("is said to be missing when the server stops answering, and is caught up when it is back", async ({
    page,
    signIn,
    expectedErrors,
  }) => {
    expectedErrors.push("/resources/live");
    // A stream that says a word and ends, and nothing after it.
    const [first] = await withDatabase(
      (sql) => sql<{ message: { position: string } }[]>`select desk.live_changes() as message`,
    );
    const word = `id: ${first?.message.position}\nevent: changes\ndata: ${JSON.stringify(first?.message)}\n\n`;
    let words = 0;
    await page.route(/\/resources\/live/, (route) =>
      words++ === 0
        ? route.fulfill({ contentType: "text/event-stream", body: word })
        : route.abort("connectionrefused"),
    );
    await signIn("agent", LIST);
    const stale = page.getByRole("button", { name: /^Out of date since \d/ });
    await expect(stale).toBeVisible();
    await expect(page.getByRole("grid", { name: "Failures" })).toBeVisible();

    await fail();
    await page.unrouteAll({ behavior: "wait" });
    await expect(stale).toHaveCount(0);
    await expect(page.getByRole("button", { name: /new failures? · Show/ })).toBeVisible();
  });
});

test("whoever else looks at a failure is named, until they leave", async ({
  page,
  signIn,
  browser,
  baseURL,
}) => {
  const { jobId } = await fail();
  const path = `/admin/failed-jobs/${jobId}`;
  const email = await makeAccount("agent");
  await signIn("agent", path);
  const mark = page.getByText("Test agent is looking at this");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  const other = await browser.newContext({ ...(baseURL && { baseURL }) });
  const theirs = await other.newPage();
  await theirs.goto(`/login?redirectTo=${encodeURIComponent(path)}`);
  await theirs.getByLabel("Email").fill(email);
  await theirs.getByLabel("Password").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await expect(mark).toBeVisible();
  await expect(theirs.getByText(/is looking at this/)).toBeVisible();

  await theirs.getByRole("link", { name: "Orders" }).click();
  await expect(mark).toHaveCount(0);
  await other.close();
  expect(
    await withDatabase((sql) => sql`select action from desk.activity where subject_id = ${jobId}`),
    "looking is no change",
  ).toHaveLength(1);
});

test("a server that stops ends its streams and waits for nobody", async ({ request, signIn, page }) => {
  await signIn("agent", "/admin/orders");
  const port = await findFreePort();
  const second = spawn(process.execPath, ["build/serve.js"], {
    env: {
      ...process.env,
      ...readServices(process.env.E2E_LOCAL_DIR ?? ""),
      NODE_ENV: "production",
      SESSION_SECRET: randomBytes(24).toString("base64"),
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let log = "";
    second.stdout.on("data", (chunk) => {
      log += chunk;
    });
    const url = `http://127.0.0.1:${port}`;
    await expect.poll(async () => (await request.get(`${url}/readyz`).catch(() => null))?.status()).toBe(200);
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const stream = await fetch(`${url}/resources/live`, { headers: { cookie } });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.headers.get("content-encoding")).toBeNull();
    const reader = stream.body?.getReader();
    const word = await reader?.read();
    expect(new TextDecoder().decode(word?.value)).toContain("event: changes");

    // Not "exit": what it has logged may come after that.
    const exit = once(second, "close");
    second.kill("SIGTERM");
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
    expect(await exit).toEqual([0, null]);
    expect(log).toContain('"stopped"');
    // A stream that a stopping server has waited for in vain is cut in the end, and logged as aborted or not at all.
    const ended = log.split("\n").find((line) => line.includes('"path":"/resources/live"'));
    expect(JSON.parse(ended ?? "{}")).toMatchObject({ status: 200 });
    expect(JSON.parse(ended ?? "{}")).not.toHaveProperty("aborted");
  } finally {
    second.kill("SIGKILL");
  }
});
