import { restartDatabaseUnderLoad } from "./database-restart.ts";
import { dayLater } from "./day-later.ts";
import { INNGEST_FAULTS, inngestFault } from "./inngest-faults.ts";
import { keysAlone } from "./keys-alone.ts";
import { killLoop } from "./kill-loop.ts";
import { KILL_POINTS } from "./kill-points.ts";
import { takeOutEach } from "./mend-sabotage.ts";
import { MENDS } from "./mends.ts";
import { runModel } from "./model/run-model.ts";
import type { Options } from "./options.ts";
import { parallelClicks } from "./parallel-clicks.ts";
import { PROMISES } from "./promises.ts";
import type { Line } from "./report.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { RUN_FAULTS } from "./run-fault-list.ts";
import { runFault } from "./run-faults.ts";
import { SABOTAGES, type SabotageResult } from "./sabotages.ts";
import { withScratchDatabase } from "./scratch-database.ts";
import { twoRelays } from "./two-relays.ts";
import type { World } from "./world.ts";

type Log = (line: string) => void;
type Done = Pick<Line, "done" | "attempts" | "complaints">;

/** Failures that are retried under each fault of Inngest. */
const FAILURES = 20;

async function faultsOf(world: World, times: number): Promise<Done> {
  let attempts = 0;
  const complaints: string[] = [];
  for (let time = 0; time < times; time += 1) {
    for (const fault of INNGEST_FAULTS) {
      const report = await inngestFault(world, fault, FAILURES);
      attempts += report.attempts;
      complaints.push(...report.complaints);
    }
  }
  return {
    done: `${INNGEST_FAULTS.length} faults, ${times} times each`,
    attempts: `${attempts}`,
    complaints,
  };
}

/** Failures whose runs are struck by each fault; more would wait for one another, since ten songs are made at once. */
const RUNS = 5;

async function runFaultsOf(world: World, times: number): Promise<Done> {
  let attempts = 0;
  let minutes = 0;
  const complaints: string[] = [];
  for (let time = 0; time < times; time += 1) {
    for (const fault of RUN_FAULTS) {
      const report = await runFault(world, fault, RUNS);
      attempts += report.attempts;
      minutes = Math.max(minutes, report.minutes);
      complaints.push(...report.complaints.map((complaint) => `${complaint} (Inngest ${fault.what})`));
    }
  }
  return {
    done: `${RUN_FAULTS.length} faults, ${times} times each; retried for at most ${minutes} minutes of the test's clock`,
    attempts: `${attempts}`,
    complaints,
  };
}

const nothing = { attempts: "", complaints: [] };

/** The parts of the long form, in order: a name, and what it does. */
function partsOf(world: World, options: Options, log: Log): [string, () => Promise<Done>][] {
  const { seed } = options;
  return [
    [
      PROMISES.kills,
      async () => {
        const perPoint = Math.ceil(options.kills / KILL_POINTS.length);
        const report = await killLoop(world, { perPoint, seed, leases: "wait", log });
        const kills = Object.values(report.kills).reduce((sum, count) => sum + count, 0);
        const slowest = (report.slowestMs / 1000).toFixed(1);
        const done = `${kills} kills, ${perPoint} at each point, under ${report.clicks} clicks; slowest event ${slowest} s after the restart`;
        return { done, attempts: `${report.attempts}`, complaints: report.complaints };
      },
    ],
    [
      PROMISES.clicks,
      async () => {
        const { rounds, clicks, refused, attempts, complaints } = await parallelClicks(
          world,
          options.rounds,
          log,
        );
        return {
          done: `${rounds} rounds, ${clicks} clicks, ${refused} refused`,
          attempts: `${attempts}`,
          complaints,
        };
      },
    ],
    ["Inngest refuses, answers 500, hangs, is slow, loses its answer", () => faultsOf(world, options.faults)],
    [PROMISES.runs, () => runFaultsOf(world, options.faults)],
    [
      PROMISES.relays,
      async () => {
        const { byServer, complaints } = await twoRelays(world, options.events);
        const done = `${options.events} events, ${byServer.join(" and ")} put on the wire by each`;
        return { done, attempts: `${options.events}`, complaints };
      },
    ],
    [PROMISES.day, async () => ({ done: "3 attempts", attempts: "3", complaints: await dayLater(world) })],
    [
      PROMISES.restart,
      async () => {
        const report = await restartDatabaseUnderLoad(world, options.restarts);
        const done = `${report.restarts} restarts, half of them crashes, ${report.interrupted} clicks interrupted`;
        return { done, attempts: `${report.attempts}`, complaints: report.complaints };
      },
    ],
    [
      PROMISES.rolling,
      async () => {
        const { balancer, requests, restarts, complaints } = await rollingRestart(world, options.requests);
        return {
          ...nothing,
          done: `${requests} requests through ${balancer}, ${restarts} restarts`,
          complaints,
        };
      },
    ],
    [
      PROMISES.keys,
      async () => ({
        ...nothing,
        done: "20 clicks at once",
        complaints: await withScratchDatabase(world.databaseUrl, keysAlone),
      }),
    ],
    [
      PROMISES.model,
      async () => {
        const changes = await withScratchDatabase(world.databaseUrl, (sql) =>
          runModel(sql, { runs: options.models, seed }),
        );
        return { ...nothing, done: `${options.models} sequences, ${changes} changes` };
      },
    ],
  ];
}

/**
 * Breaks everything as often as the options say.
 *
 * @throws never for what a check finds: it is among the complaints
 */
export async function runParts(world: World, options: Options, log: Log): Promise<Line[]> {
  const lines: Line[] = [];
  const parts = partsOf(world, options, (line) => log(`    ${line}`));
  for (const [what, part] of parts.filter(([name]) => name.includes(options.only ?? ""))) {
    log(`  ${what}`);
    const begun = performance.now();
    const result = await part().catch((error: unknown) => ({
      done: "stopped",
      attempts: "",
      complaints: [error instanceof Error ? error.message : String(error)],
    }));
    const seconds = (performance.now() - begun) / 1000;
    log(`    ${result.done}, ${seconds.toFixed(0)} s, ${result.complaints.length} complaints`);
    for (const complaint of result.complaints.slice(0, 20)) log(`      ${complaint}`);
    lines.push({ what, seconds, ...result });
  }
  return lines;
}

/** Takes out what keeps the promises, one after the other, and sees whether the checks notice. */
export async function runSabotages(world: World, log: Log): Promise<SabotageResult[]> {
  const results: SabotageResult[] = [];
  for (const { out, test, says, find } of SABOTAGES) {
    const found = (await find(world)).join("\n");
    const said = says.exec(found)?.[0] ?? null;
    log(`  without ${out}: ${test}: ${said === null ? "IT DID NOT NOTICE" : "red"}`);
    results.push({ out, test, said: said === null ? null : `"${said}"` });
  }
  await takeOutEach(MENDS, ({ id, out, test: { name, file } }, said) => {
    log(`  without ${id}, ${out}: ${file}: ${said === null ? "IT DID NOT NOTICE" : "red"}`);
    results.push({
      out: `${id}: ${out}`,
      test: `${name} (${file})`,
      said: said === null ? null : `"${said}"`,
    });
  });
  return results;
}
