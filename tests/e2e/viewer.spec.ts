import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { APIRequestContext } from "@playwright/test";
import { call, makeFailedJob, makeOrder, makeVariant, requestEvent } from "../database/rows";
import { makeBulkOperation } from "./bulk-operations";
import { makeAccount, withDatabase } from "./database";
import { openFailure } from "./failed-job-page";
import { card } from "./order-page";
import { finish } from "./shared-songs";
import { expect, signInByForm, test } from "./test";

const unique = (word: string) => `${word}${randomUUID().slice(0, 8)}`;

/** A customer whose names stand nowhere else, with a song, and with a failure that repeats them wherever it can. */
async function makeNamed() {
  const email = await makeAccount();
  const secrets = {
    email,
    name: `${unique("Cleo")} Planted`,
    recipient: unique("Rosa"),
    message: unique("Love"),
    phone: "+49 170 1234567",
  };
  const { name, recipient, message } = secrets;
  const made = await withDatabase(async (sql) => {
    const [user] = await sql<{ id: string }[]>`
      update public.users set full_name = ${name} where email = ${email} returning id`;
    if (!user) throw new Error("no customer was made");
    const order = await makeOrder(sql, { id: user.id, email }, "1999-01-01");
    await sql`update public.customizations set recipient_name = ${recipient}, message = ${message}
      where id = ${order.customizationId}`;
    const song = await makeVariant(sql, order, 1, "pending");
    await makeVariant(sql, order, 2, "generating");
    const event = requestEvent(order.id, [2]);
    const said = `moderation refused ${recipient} of ${name} for ${email}, ${secrets.phone}`;
    const { failed_job_id: job } = await call<{ failed_job_id: string }>(sql, "record_failed_job", {
      p_run_id: randomUUID(),
      p_job_type: "song_generation",
      p_event: { json: { ...event, data: { ...event.data, brief: { recipient_name: recipient, message } } } },
      p_error_type: unique("Refused"),
      p_error_message: said,
      p_error_stack: `Error: ${said}\n    at refuse (provider.ts:1:1)`,
      p_retry_count: 3,
    });
    return {
      customer: user.id,
      order: order.id,
      variant: song.id,
      token: song.share_token,
      job,
      event,
    };
  });
  await finish(made.variant);
  return { ...made, secrets: { ...secrets, token: made.token } };
}
type Named = Awaited<ReturnType<typeof makeNamed>>;

/** What an agent, Inngest and a bulk operation add to it. @returns takes it back, so that no list begins with it */
async function repeatEverywhere({ job, order, event, secrets }: Named, agent: APIRequestContext) {
  const post = async (path: string, data: object) => {
    const response = await agent.post(`/resources/${path}`, { data });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response.json();
  };
  const whole = `${secrets.name}, ${secrets.email}, ${secrets.phone}, for ${secrets.recipient}`;
  await post(`failed-jobs/${job}/comments`, { note: `Wrote to ${whole}.` });
  const brief = { recipient_name: `${secrets.recipient}!`, message: secrets.message };
  await post(`failed-jobs/${job}/retries`, {
    note: `${secrets.recipient} was misspelt.`,
    data: { ...event.data, brief },
    due_at: "2099-01-01T00:00:00Z",
  });
  const view = await post("saved-views", {
    list: "orders",
    name: unique("Orders of somebody "),
    query: `q=${encodeURIComponent(secrets.email)}`,
    shared: true,
  });
  const named = await post("saved-views", { name: `Of ${secrets.name}`, query: "state=all", shared: true });
  const others = await withDatabase((sql) => makeFailedJob(sql));
  const operation = await makeBulkOperation({
    kind: "retry",
    state: "done",
    total: 1,
    done: 1,
    skipped: 0,
    minutes: 9,
  });
  const waiting = unique("viewer-test:");
  await withDatabase(async (sql) => {
    await sql`update desk.bulk_operations set params = ${sql.json({ note: `As told by ${whole}` })}
      where id = ${operation}`;
    // Another customer's failure repeats them, and titles its group with it.
    await sql`update public.failed_jobs set notes = ${`As told by ${whole}`}, fingerprint = ${unique("v2:")},
      error_message = ${`refused like ${whole}`}, error_title = ${`refused like ${whole}`},
      error_stack = ${`Error: refused like ${whole}`} where id = ${others.jobId}`;
    await sql`insert into desk.bulk_operation_items (operation_id, position, target_id, result, at)
      values (${operation}, 1, ${job}, 'done', now())`;
    await sql`insert into desk.outbox_events (event_id, name, data, due_at, attempts, last_error)
      values (${waiting}, 'song/generation.requested', ${sql.json({ order_id: order })}, '2099-01-01', 3,
        ${`400: ${whole} is no order`})`;
  });
  const takeBack = async () => {
    for (const { id } of [view, named]) await post(`saved-views/${id}/deletion`, {});
    await post(`failed-jobs/${job}/cancellation`, { note: "not yet" });
    await post(`failed-jobs/${job}/resolution`, { note: "done" });
    await withDatabase(async (sql) => {
      await sql`delete from desk.outbox_events where event_id = ${waiting}`;
      await sql`delete from desk.bulk_operations where id = ${operation}`;
      await sql`update public.failed_jobs set state = 'resolved', resolved_at = now() where id = ${others.jobId}`;
    });
  };
  return { operation, others: others.jobId, takeBack };
}

/** The stream would not end; it tells what /resources/live/changes tells. Addresses that are none have no answer. */
const NOT_ASKED = ["/resources/live", "/resources/:id"];

/** Every address under /resources that is read, from the routes' own files. */
function readRoutes(): string[] {
  const routes = fileURLToPath(new URL("../../app/routes/", import.meta.url));
  return readdirSync(routes)
    .filter((file) => /^resources\..*\.tsx?$/.test(file))
    .filter((file) => /export const loader = staffResource/.test(readFileSync(`${routes}${file}`, "utf8")))
    .map((file) => file.replace(/\.tsx?$/, "").split("."))
    .map((parts) => parts.filter((part) => part !== "_index").map((part) => part.replace(/^\$.*/, ":id")))
    .map((parts) => `/${parts.join("/")}`)
    .filter((path) => !NOT_ASKED.includes(path));
}

/** What some of them have to be asked for, to be asked for this customer. */
const queriesOf = ({ order, job, secrets }: Named): Record<string, string[]> => ({
  "/resources/overview": ["?range=24h&today=2026-11-24&zone=UTC"],
  "/resources/failed-jobs": ["?state=all&sort=newest", `?state=all&q=${encodeURIComponent(secrets.email)}`],
  "/resources/failed-jobs/rows": [`?ids=${job}`],
  "/resources/orders/rows": [`?ids=${order}`],
  "/resources/failed-jobs/:id/attempts": ["?before=9"],
  "/resources/failed-jobs/export": ["?state=all&sort=newest"],
  "/resources/saved-views": ["?list=failed_jobs", "?list=orders"],
  "/resources/outbox": ["?state=failing"],
  "/resources/search": [order, job, secrets.email, secrets.name].map((q) => `?q=${encodeURIComponent(q)}`),
});

test("S10 D20 no address that a viewer can read says who a customer is, nor gives them a link that does", async ({
  playwright,
  baseURL,
}) => {
  const signedIn = async (role: "viewer" | "agent") => {
    const context = await playwright.request.newContext({ ...(baseURL && { baseURL }) });
    await signInByForm(context, `${role}@reprise.test`);
    return context;
  };
  const [viewer, agent] = await Promise.all([signedIn("viewer"), signedIn("agent")]);
  const named = await makeNamed();
  const { operation, takeBack } = await repeatEverywhere(named, agent);
  const ids: Record<string, string> = {
    "bulk-operations": operation,
    customers: named.customer,
    "failed-jobs": named.job,
    orders: named.order,
    variants: named.variant,
  };
  const queries = queriesOf(named);
  const routes = readRoutes();
  expect(routes.length).toBeGreaterThan(20);

  const told = { viewer: [] as string[], agent: [] as string[] };
  for (const route of routes) {
    const path = route.replace(/\/([\w-]+)\/:id/, (_, kind) => `/${kind}/${ids[kind]}`);
    for (const query of queries[route] ?? [""]) {
      for (const [role, context] of [
        ["viewer", viewer],
        ["agent", agent],
      ] as const) {
        const response = await context.get(`${path}${query}`);
        expect(response.status(), `${path}${query}`).toBe(200);
        // A saved view has it as an address writes it.
        const body = (await response.text()).replaceAll("%40", "@").toLowerCase();
        for (const [what, secret] of Object.entries(named.secrets))
          if (body.includes(secret.toLowerCase())) told[role].push(`${route}: ${what}`);
      }
    }
  }
  await takeBack();
  expect(told.viewer).toEqual([]);
  // What agents are told shows that it was asked for where it stands.
  const telling = new Set(told.agent.map((line) => line.split(": ")[0]));
  expect([...telling].toSorted()).toEqual([
    "/resources/bulk-operations",
    "/resources/bulk-operations/:id",
    "/resources/customers/:id",
    "/resources/error-groups",
    "/resources/failed-jobs",
    "/resources/failed-jobs/:id",
    "/resources/failed-jobs/:id/attempts",
    "/resources/failed-jobs/:id/texts",
    "/resources/failed-jobs/export",
    "/resources/failed-jobs/rows",
    "/resources/orders",
    "/resources/orders/:id",
    "/resources/orders/:id/timeline",
    "/resources/orders/export",
    "/resources/orders/rows",
    "/resources/outbox",
    "/resources/overview",
    "/resources/saved-views",
    "/resources/search",
  ]);
  await Promise.all([viewer.dispose(), agent.dispose()]);
});

test("a viewer is told why neither a failure nor an order says who it is for", async ({ page, signIn }) => {
  const { job, order, secrets } = await makeNamed();
  await signIn("viewer");
  await openFailure(page, job, /birthday for R•••/);
  const waiting = page.getByRole("region", { name: "Who is waiting" });
  await expect(waiting).toContainText("Names, addresses and links are hidden because your role is viewer.");
  await expect(waiting.getByRole("link")).toHaveCount(0);
  await page.goto(`/admin/orders/${order}`);
  const answer = page.getByRole("region", { name: "Summary" });
  await expect(answer).toContainText("Names, addresses and links are hidden because your role is viewer.");
  await expect(answer.getByRole("button")).toHaveCount(0);
  await expect(card(page, 1)).toContainText("The link is hidden");
  await expect(card(page, 1)).toContainText("Never played");
  for (const name of [/Copy the share link/, /Open the share page/, /QR code/])
    await expect(
      card(page, 1).getByRole("button", { name }).or(card(page, 1).getByRole("link", { name })),
    ).toHaveCount(0);
  expect(await page.locator("body").innerHTML()).not.toContain(secrets.token);
  await withDatabase(
    (sql) => sql`update public.failed_jobs set state = 'resolved', resolved_at = now() where id = ${job}`,
  );
});
