import postgres from "postgres";
import { expect, onTestFinished, vi } from "vitest";
import { type RunnerOptions, startRunner } from "../index.ts";
import { startTestApp } from "./app.ts";
import type { TestDatabases } from "./database.ts";

export type DefineFunctions = Parameters<typeof startTestApp>[1];

/** Waits until the check no longer throws; what it checks takes milliseconds, unless the machine is busy or something is wrong. */
export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 20 });

/** A runner on a database of its own and an app served to it; both end with the test. */
export async function openRunner(
  databases: TestDatabases,
  define: DefineFunctions,
  options: Partial<RunnerOptions> = {},
) {
  const databaseUrl = await databases.create();
  const clock = { skewMs: 0 };
  const start = (port: number) =>
    startRunner({
      databaseUrl,
      backoffMs: () => 20,
      now: () => Date.now() + clock.skewMs,
      port,
      ...options,
    });
  let runner = await start(0);
  const { url } = runner;
  const app = await startTestApp(url, define);
  const sql = postgres(databaseUrl, { max: 1, connection: { search_path: "inngest_runner" } });
  onTestFinished(async () => {
    await sql.end();
    await runner.stop();
    await app.cut();
  });
  return {
    app,
    /** Set to move the runner's clock. */
    clock,
    databaseUrl,
    /** The runner's tables. */
    sql,
    url,
    forget: () => runner.forget(),
    stop: () => runner.stop(),
    /** Stops the runner and starts another one at the same address: the app knows no other. */
    async restart() {
      await runner.stop();
      runner = await start(Number(new URL(url).port));
    },
  };
}

/** Like {@link openRunner}, with the functions registered. */
export async function openRegistered(...args: Parameters<typeof openRunner>) {
  const opened = await openRunner(...args);
  expect(await opened.app.register()).toMatchObject({ status: 200 });
  return opened;
}

/** A registered app with one function that notes the tags of the events it receives. */
export async function openCounter(databases: TestDatabases) {
  const tags: unknown[] = [];
  const opened = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "count", triggers: [{ event: name("count") }] }, ({ event }) => {
      tags.push(event.data.tag);
    }),
  ]);
  return { ...opened, tags };
}
