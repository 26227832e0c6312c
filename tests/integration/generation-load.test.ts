import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { env } from "../../app/lib/env.server.ts";
import { createSongProvider } from "../../app/lib/generation/index.server.ts";
import type { SongProvider, SongRequest } from "../../app/lib/generation/provider.server.ts";
import { SongProviderError } from "../../app/lib/generation/provider-errors.server.ts";
import { createGenerateSong } from "../../app/lib/inngest/generate-song.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { createDatabase } from "../../local/postgres/index.ts";
import { startRunner } from "../../local/runner/index.ts";
import { startTestApp, type TestApp } from "../../local/runner/testing/app.ts";
import { makeCustomer, makeOrder, makeVariant, requestEvent } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

// Many orders at once, made by the function over HTTP: what the provider sees of it.

const { sql } = connectDesk(sharedStack());

const AT_ONCE = 3;
/** Long enough for a fourth call to come while three are under way, if any would. */
const CALL_MS = 150;
const PAUSE_SECONDS = 3_600;

/** How far the runner's clock is set on: a pause is over when a test says so, and not when the machine has been slow. */
let aheadMs = 0;
const now = () => Date.now() + aheadMs;

interface Call {
  orderId: string;
  variantNumber: number;
  beganAt: number;
}
const calls: Call[] = [];
let underWay = 0;
let most = 0;
/** Variants that the provider refuses once, and for which it then wants to be left alone. */
const limited = new Set<string>();
const nameOf = ({ orderId, variantNumber }: Pick<Call, "orderId" | "variantNumber">) =>
  `${orderId} ${variantNumber}`;

const real = createSongProvider(env());
const provider: SongProvider = {
  async generate(request: SongRequest) {
    calls.push({ ...request, beganAt: now() });
    most = Math.max(most, ++underWay);
    try {
      if (limited.delete(nameOf(request)))
        throw new SongProviderError("rate_limited", "429 Too Many Requests", {
          retryAfterSeconds: PAUSE_SECONDS,
        });
      // None ends before as many have been under way as may be.
      await expect.poll(() => most).toBeGreaterThanOrEqual(AT_ONCE);
      await new Promise((resolve) => setTimeout(resolve, CALL_MS));
      return await real.generate(request);
    } finally {
      underWay -= 1;
    }
  },
};

let runner: Awaited<ReturnType<typeof startRunner>>;
let runnerSql: postgres.Sql;
let app: TestApp;
beforeAll(async () => {
  const databaseUrl = await createDatabase(inject("databaseUrl"), "generation_load_runner");
  runnerSql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  // A failed step would be tried again at once: only what the provider asks for makes it wait.
  runner = await startRunner({ databaseUrl, backoffMs: () => 10, now });
  app = await startTestApp(runner.url, (client) => [
    createGenerateSong(client, { createDb: createServiceClient, concurrency: AT_ONCE, provider }),
  ]);
  expect(await app.register()).toMatchObject({ status: 200 });
});
afterAll(async () => {
  await runner.stop();
  await app.cut();
  await runnerSql.end({ timeout: 5 });
});

async function makeOrders(count: number, numbers: number[]) {
  const customer = await makeCustomer(sql);
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    const order = await makeOrder(sql, customer);
    for (const number of numbers) await makeVariant(sql, order, number, "pending");
    ids.push(order.id);
  }
  return ids;
}

async function ask(orderIds: string[], numbers: number[]) {
  await app.client.send(orderIds.map((id) => requestEvent(id, numbers, `order:${id}:paid`)));
}

const completed = (orderIds: string[], count: number) =>
  expect
    .poll(
      () => sql`select 1 from public.song_variants
        where order_id = any (${orderIds}::uuid[]) and generation_status = 'complete'`,
      { timeout: 60_000 },
    )
    .toHaveLength(count);

test("the provider never makes more songs at once than it is said to bear, and makes them all", async () => {
  calls.length = 0;
  most = 0;
  const orders = await makeOrders(5, [1, 2, 3]);
  await ask(orders, [1, 2, 3]);
  await completed(orders, 15);
  expect(most).toBe(AT_ONCE);
  // None was asked for twice.
  expect(new Set(calls.map(nameOf)).size).toBe(15);
  expect(calls).toHaveLength(15);
});

test("a 429 makes its variant wait as long as the provider says, and the others go on meanwhile", async () => {
  calls.length = 0;
  const orders = await makeOrders(2, [1, 2]);
  const [first = ""] = orders;
  limited.add(nameOf({ orderId: first, variantNumber: 2 }));
  await ask(orders, [1, 2]);
  await completed(orders, 3);
  const paused = () =>
    runnerSql`select 1 from inngest_runner.queue where attempt = 1 and lease_until is null`;
  await expect.poll(paused).toHaveLength(1);
  aheadMs += PAUSE_SECONDS * 1000;
  await completed(orders, 4);
  const beginningsOf = (name: string) =>
    calls.filter((each) => nameOf(each) === name).map(({ beganAt }) => beganAt);
  const [refusedAt = 0, againAt = 0, ...more] = beginningsOf(`${first} 2`);
  expect(more).toEqual([]);
  expect(againAt - refusedAt).toBeGreaterThanOrEqual(PAUSE_SECONDS * 1000);
  expect(calls.filter((each) => nameOf(each) !== `${first} 2`)).toHaveLength(3);
  expect(await sql`select 1 from public.failed_jobs where order_id = ${first}`).toEqual([]);
});
