import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";
import { registerFunctions } from "../../local/register-functions.ts";
import { ADMIN } from "../databases.ts";
import { type Desk, startDesk, usageOf } from "../desk.ts";
import { percentile, Visitor } from "../load-loop.ts";
import { type Tally, tallyOf } from "./checks.ts";
import { databaseUsage } from "./database-usage.ts";

/** The list that somebody else looks at meanwhile, and how often they ask for it. */
const LIST = "/resources/failed-jobs";
const ASK_EVERY_MS = 100;
const LOOK_EVERY_MS = 250;
const WARM_UP = 60;

/** What is known at one moment of a bulk retry. */
export interface Sample {
  /** Since it was confirmed. */
  ms: number;
  accepted: number;
  webRssMiB: number;
  apiRssMiB: number;
}

/** A bulk retry of everything, from its confirmation until the last event was accepted. */
export interface BulkRun {
  items: number;
  /** How many processes wanted a processor in the minute before: figures taken on a busy machine say little. */
  loadBefore: number;
  previewMs: number;
  /** The request that confirms: it freezes what is selected. */
  confirmMs: number;
  /** From sending the confirmation until the runner kept the last event, seconds. */
  acceptedSeconds: number;
  samples: Sample[];
  webRssMiB: { before: number; most: number; after: number };
  /** Of the web server, of the local API with the runner, and of PostgreSQL. */
  cpuSeconds: { web: number; api: number; database: number };
  list: { requests: number; quietP95: number; p50: number; p95: number; most: number };
  tally: Tally;
}

const started = z.object({ id: z.string(), total: z.number() });

/**
 * Songs are not made: the runner takes the events, stores them and knows their ids, and the function that they would
 * start is switched off in it. Ten thousand runs of a synthesizer say nothing about a desk.
 */
async function holdGeneration(sql: postgres.Sql): Promise<void> {
  const held = await sql`
    update inngest_runner.functions set active = false where id like 'reprise-generate-song%' returning id`;
  if (held.length === 0) throw new Error("the function that makes songs has another name now");
}

async function post(desk: Desk, cookie: string, path: string, body: object): Promise<[unknown, number]> {
  const sentAt = performance.now();
  const answer = await fetch(desk.url + path, {
    method: "POST",
    headers: { cookie, origin: desk.url, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${text}`);
  return [JSON.parse(text), performance.now() - sentAt];
}

/** Asks for the list again and again until told to stop; answers how long each took, sorted. */
async function watchList(visitor: Visitor, stopped: () => boolean): Promise<number[]> {
  const durations: number[] = [];
  while (!stopped()) {
    const sentAt = performance.now();
    await visitor.get(LIST);
    const took = performance.now() - sentAt;
    durations.push(took);
    await sleep(Math.max(0, ASK_EVERY_MS - took));
  }
  return durations.sort((a, b) => a - b);
}

/** Looks until everything is accepted. */
async function watchRun(
  sql: postgres.Sql,
  desk: Desk,
  watch: { items: number; begun: number; withinMs: number },
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (;;) {
    const [row] = await sql<{ accepted: number }[]>`
      select count(distinct key)::int as accepted from inngest_runner.events where key like 'failed-job:%'`;
    const accepted = row?.accepted ?? 0;
    const ms = performance.now() - watch.begun;
    const rss = (pid: number) => usageOf(pid)?.rssMiB ?? 0;
    samples.push({ ms, accepted, webRssMiB: rss(desk.pids.web), apiRssMiB: rss(desk.pids.api) });
    if (accepted >= watch.items) return samples;
    if (ms > watch.withinMs) throw new Error(`after ${Math.round(ms / 1000)} s ${accepted} were accepted`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** The marks follow the acceptance by a moment: what is compared has to be complete. */
async function settle(sql: postgres.Sql): Promise<void> {
  for (let left = 1; left > 0; await sleep(LOOK_EVERY_MS)) {
    const [row] = await sql<{ left: number }[]>`
      select (select count(*) from desk.outbox_events where sent_at is null)::int
        + (select count(*) from desk.bulk_operations where state = 'running')::int as left`;
    left = row?.left ?? 0;
  }
}

async function measureOn(desk: Desk, sql: postgres.Sql, items: number, withinMs: number): Promise<BulkRun> {
  const loadBefore = loadavg()[0] ?? 0;
  await registerFunctions(desk.url, { cancelled: () => false });
  await holdGeneration(sql);
  const visitor = new Visitor(desk.url, desk.cookie);
  const admin = await desk.signIn(ADMIN);
  const quiet = await visitor.measure([LIST], { requests: WARM_UP, atOnce: 1 });
  const action = { kind: "retry", selection: { filter: { state: "open" } } };
  const [, previewMs] = await post(desk, admin, "/resources/bulk-operations/preview", action);
  const usage = () => [usageOf(desk.pids.web), usageOf(desk.pids.api)] as const;
  const databaseSeconds = await databaseUsage(sql);
  const [webBefore, apiBefore] = usage();
  const databaseBefore = databaseSeconds();
  let ended = false;
  const watching = watchList(visitor, () => ended);
  const begun = performance.now();
  const [answer, confirmMs] = await post(desk, admin, "/resources/bulk-operations", action);
  const { id, total } = started.parse(answer);
  if (total !== items) throw new Error(`${total} were selected, not ${items}`);
  const samples = await watchRun(sql, desk, { items, begun, withinMs }).finally(() => {
    ended = true;
  });
  const list = await watching;
  const [webAfter, apiAfter] = usage();
  const databaseAfter = databaseSeconds();
  await settle(sql);
  visitor.close();
  return {
    items,
    loadBefore,
    previewMs,
    confirmMs,
    acceptedSeconds: (samples.at(-1)?.ms ?? 0) / 1000,
    samples,
    webRssMiB: {
      before: webBefore?.rssMiB ?? 0,
      most: Math.max(...samples.map(({ webRssMiB }) => webRssMiB)),
      after: usageOf(desk.pids.web)?.rssMiB ?? 0,
    },
    cpuSeconds: {
      web: ((webAfter?.cpuMs ?? 0) - (webBefore?.cpuMs ?? 0)) / 1000,
      api: ((apiAfter?.cpuMs ?? 0) - (apiBefore?.cpuMs ?? 0)) / 1000,
      database: databaseAfter - databaseBefore,
    },
    list: {
      requests: list.length,
      quietP95: quiet.p95,
      p50: percentile(list, 0.5),
      p95: percentile(list, 0.95),
      most: list.at(-1) ?? 0,
    },
    tally: await tallyOf(sql, id),
  };
}

/**
 * Retries every failure of a database at once, as an admin does, while somebody else reads the list.
 *
 * @param options.items how many failures are open there
 * @param options.withinMs gives up after this
 */
export async function measureBulk(options: {
  databaseUrl: string;
  items: number;
  withinMs: number;
  localDir: string;
  port: number;
  password: string;
}): Promise<BulkRun> {
  const sql = postgres(options.databaseUrl, { max: 1, onnotice: () => {} });
  const desk = await startDesk({ ...options, runner: true });
  try {
    return await measureOn(desk, sql, options.items, options.withinMs);
  } finally {
    await desk.stop();
    await sql.end({ timeout: 5 });
  }
}
