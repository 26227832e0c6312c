import { loadavg } from "node:os";
import postgres from "postgres";
import { type Desk, startDesk, usageOf } from "./desk.ts";
import { type Statement, setExplaining, slowestOf, statementsDuring } from "./explain.ts";
import { type Timing, Visitor } from "./load-loop.ts";
import type { MeasuredRequest } from "./measured-request.ts";
import { measuredRequests, rowsIn } from "./requests.ts";

/** Requests before the first one that counts: enough that the server's code is compiled and the pages are in memory. */
const WARM_UP = 12;
const AT_ONCE = 8;

/** What one request is on one database. */
export interface Measurement {
  name: string;
  targetMs: number | null;
  rows: number;
  alone: Timing;
  eightAtOnce: Timing;
  /** Processor time of a request, ms: of the web server and of the API in front of the database. */
  cpuMs: { web: number; api: number } | null;
  /** What the request is in PostgreSQL, without anything around it; null where its log cannot be read. */
  sql: { statements: number; ms: number; buffers: number } | null;
  /** The statement that takes most of it. */
  slowest: Statement | null;
}

/** All requests on one database, and what the web server has needed of memory. */
export interface Run {
  orders: number;
  /** How many processes wanted a processor in the minute before: figures taken on a busy machine say little. */
  loadBefore: number;
  measurements: Measurement[];
  /** Resident memory of the web server, MiB: at the start, and the most that was seen after any request. */
  rssMiB: { start: number; most: number } | null;
}

interface RunOptions {
  orders: number;
  databaseUrl: string;
  localDir: string;
  port: number;
  password: string;
  samples: number;
  only: RegExp | undefined;
  /** The log of the database server; undefined when it is out of reach, and the SQL alone is not measured then. */
  databaseLog: string | undefined;
  log: (line: string) => void;
}

type Timed = Omit<Measurement, "sql" | "slowest">;

async function measureOne(
  request: MeasuredRequest,
  visitor: Visitor,
  desk: Desk,
  samples: number,
): Promise<Timed> {
  const { name, targetMs, paths } = request;
  await visitor.measure(paths, { requests: Math.max(WARM_UP, paths.length), atOnce: 1 });
  const before = [usageOf(desk.pids.web), usageOf(desk.pids.api)];
  const alone = await visitor.measure(paths, { requests: samples, atOnce: 1 });
  const [web, api] = [usageOf(desk.pids.web), usageOf(desk.pids.api)];
  const perRequest = (index: 0 | 1, after: typeof web) =>
    ((after?.cpuMs ?? 0) - (before[index]?.cpuMs ?? 0)) / samples;
  await visitor.measure(paths, { requests: WARM_UP, atOnce: AT_ONCE });
  const eightAtOnce = await visitor.measure(paths, { requests: samples * 2, atOnce: AT_ONCE });
  return {
    name,
    targetMs,
    rows: rowsIn(await visitor.get(paths[0] ?? "/")),
    alone,
    eightAtOnce,
    cpuMs: web && api ? { web: perRequest(0, web), api: perRequest(1, api) } : null,
  };
}

/** Opens the desk on the database, and lets go of everything afterwards. */
async function withDesk<T>(
  options: RunOptions,
  use: (desk: Desk, visitor: Visitor, requests: MeasuredRequest[], sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(options.databaseUrl, { max: 1, onnotice: () => {} });
  const desk = await startDesk(options);
  const visitor = new Visitor(desk.url, desk.cookie);
  try {
    const requests = await measuredRequests(visitor, sql);
    return await use(
      desk,
      visitor,
      requests.filter(({ name }) => options.only?.test(name) ?? true),
      sql,
    );
  } finally {
    visitor.close();
    await desk.stop();
    await sql.end({ timeout: 5 });
  }
}

type Alone = Pick<Measurement, "sql" | "slowest">;

/** The SQL of each request alone: a few addresses of each, of which the one in the middle counts. */
async function explainAll(options: RunOptions, databaseLog: string): Promise<Map<string, Alone>> {
  await setExplaining(options.databaseUrl, true);
  try {
    return await withDesk(options, async (_desk, visitor, requests) => {
      const byName = new Map<string, Alone>();
      for (const { name, paths } of requests) {
        const tries = [];
        for (const path of [paths[0], ...paths.slice(0, 5)]) {
          const all = await statementsDuring(databaseLog, () => visitor.get(path ?? "/"));
          const statements = all.filter(({ nested }) => !nested);
          const sum = (of: (statement: Statement) => number) =>
            statements.reduce((total, statement) => total + of(statement), 0);
          const slowest = slowestOf(all);
          tries.push({
            sql: { statements: statements.length, ms: sum(({ ms }) => ms), buffers: sum((s) => s.buffers) },
            slowest,
          });
        }
        const middle = tries
          .slice(1)
          .sort((a, b) => a.sql.ms - b.sql.ms)
          .at(Math.floor((tries.length - 1) / 2));
        if (middle) byName.set(name, middle);
      }
      return byName;
    });
  } finally {
    await setExplaining(options.databaseUrl, false);
  }
}

/**
 * Measures everything that the desk asks for on one database: over HTTP against the production build, one at a time
 * and eight at a time, and then the SQL alone.
 */
export async function measureAll(options: RunOptions): Promise<Run> {
  const loadBefore = loadavg()[0] ?? 0;
  const timed = await withDesk(options, async (desk, visitor, requests) => {
    // Every kind once, so that the first that is measured is not the one that pays for the start.
    for (let round = 0; round < 3; round++)
      for (const { paths } of requests) await visitor.get(paths[0] ?? "/");
    const start = usageOf(desk.pids.web)?.rssMiB ?? null;
    let most = start ?? 0;
    const measurements: Timed[] = [];
    for (const request of requests) {
      const measurement = await measureOne(request, visitor, desk, options.samples);
      most = Math.max(most, usageOf(desk.pids.web)?.rssMiB ?? 0);
      const { alone, eightAtOnce, cpuMs } = measurement;
      options.log(
        `    ${request.name.padEnd(52)} p50 ${alone.p50.toFixed(1).padStart(7)}  p95 ${alone.p95.toFixed(1).padStart(7)}   8 at once: p95 ${eightAtOnce.p95.toFixed(1).padStart(7)}${cpuMs ? `   CPU web ${cpuMs.web.toFixed(1)}, API ${cpuMs.api.toFixed(1)}` : ""}`,
      );
      measurements.push(measurement);
    }
    return { measurements, rssMiB: start === null ? null : { start, most } };
  });
  const alone = options.databaseLog
    ? await explainAll(options, options.databaseLog)
    : new Map<string, Alone>();
  return {
    orders: options.orders,
    loadBefore,
    rssMiB: timed.rssMiB,
    measurements: timed.measurements.map((measurement) => ({
      ...measurement,
      ...(alone.get(measurement.name) ?? { sql: null, slowest: null }),
    })),
  };
}
