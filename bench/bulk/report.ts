import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../../local/build.ts";
import { describeMachine } from "../machine.ts";
import { isExactlyOnce } from "./checks.ts";
import type { BulkRun, Sample } from "./measure.ts";

/** What was promised: 10,000 in 10 s, 100,000 in 120 s, and a desk that answers meanwhile. */
export const TARGETS = { perSecond: 100_000 / 120, listP95Ms: 100, requestMs: 2_000 } as const;
const SECONDS: Record<number, number> = { 10000: 10, 100000: 120 };
/** What a process may gain from the first quarter of a run to the last, when its memory is called flat. */
const FLAT_MIB = 64;

const count = (value: number) => value.toLocaleString("en");
const targetSeconds = (items: number) => SECONDS[items] ?? items / TARGETS.perSecond;

function mean(samples: Sample[], of: (sample: Sample) => number): number {
  return samples.reduce((sum, sample) => sum + of(sample), 0) / Math.max(1, samples.length);
}

/** The web server's memory in the first and in the last quarter of a run, MiB. */
function memoryOf({ samples }: BulkRun): { first: number; last: number } {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const web = ({ webRssMiB }: Sample) => webRssMiB;
  return { first: mean(samples.slice(0, quarter), web), last: mean(samples.slice(-quarter), web) };
}

interface Line {
  what: string;
  value: string;
  target: string;
  kept: boolean | null;
}

function linesOf(run: BulkRun): Line[] {
  const { items, list, tally, webRssMiB } = run;
  const seconds = targetSeconds(items);
  const memory = memoryOf(run);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return [
    {
      what: "every event accepted after",
      value: `${run.acceptedSeconds.toFixed(1)} s (${count(Math.round(items / run.acceptedSeconds))} a second)`,
      target: `${seconds.toFixed(0)} s`,
      kept: run.acceptedSeconds <= seconds,
    },
    {
      what: "items whose attempt, outbox row, line in the record and accepted event are each there exactly once",
      value: count(tally.exactlyOnce),
      target: count(items),
      kept: isExactlyOnce(tally, items),
    },
    {
      what: `the list meanwhile, p95 of ${count(list.requests)} requests`,
      value: `${ms(list.p95)} (p50 ${ms(list.p50)}, at most ${ms(list.most)}; before: p95 ${ms(list.quietP95)})`,
      target: ms(TARGETS.listP95Ms),
      kept: list.p95 <= TARGETS.listP95Ms,
    },
    {
      what: "dry run",
      value: ms(run.previewMs),
      target: ms(TARGETS.requestMs),
      kept: run.previewMs <= TARGETS.requestMs,
    },
    {
      what: "confirming, which freezes the items",
      value: ms(run.confirmMs),
      target: ms(TARGETS.requestMs),
      kept: run.confirmMs <= TARGETS.requestMs,
    },
    {
      what: "memory of the web server, first and last quarter of the run",
      value: `${memory.first.toFixed(0)} and ${memory.last.toFixed(0)} MiB (before ${webRssMiB.before.toFixed(0)}, at most ${webRssMiB.most.toFixed(0)})`,
      target: `within ${FLAT_MIB} MiB`,
      kept: memory.last - memory.first <= FLAT_MIB,
    },
    {
      what: "processor time of the web server, the local API with the runner, and PostgreSQL",
      value: `${run.cpuSeconds.web.toFixed(1)} s, ${run.cpuSeconds.api.toFixed(1)} s and ${run.cpuSeconds.database.toFixed(1)} s`,
      target: "",
      kept: null,
    },
  ];
}

const verdict = ({ kept }: Line) => (kept === null ? "" : kept ? "ok" : "missed");

/** Prints what one run came to. */
export function printBulk(run: BulkRun, say: (line: string) => void): void {
  say(`\n${count(run.items)} failed jobs, no pacing:`);
  for (const line of linesOf(run)) {
    say(`  ${line.what}: ${line.value}${line.target && `; target ${line.target}: ${verdict(line)}`}`);
  }
}

/** A dozen moments of a run, evenly spread. */
function courseOf({ samples }: BulkRun): string {
  const MOMENTS = 12;
  const step = Math.max(1, Math.ceil(samples.length / MOMENTS));
  const shown = samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
  const rows = shown.map(
    ({ ms, accepted, webRssMiB, apiRssMiB }) =>
      `| ${(ms / 1000).toFixed(1)} | ${count(accepted)} | ${webRssMiB.toFixed(0)} | ${apiRssMiB.toFixed(0)} |`,
  );
  return `| s | accepted | web server, MiB | local API and runner, MiB |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function sectionOf(run: BulkRun): string {
  const rows = linesOf(run).map(
    (line) => `| ${line.what} | ${line.value} | ${line.target} | ${verdict(line)} |`,
  );
  return `## ${count(run.items)} failed jobs

| what | measured | target | |
| --- | --- | --- | --- |
${rows.join("\n")}

${courseOf(run)}
`;
}

function documentOf(runs: BulkRun[], machine: Record<string, string>): string {
  return `# A bulk retry at scale

Written by \`npm run bench:bulk\`. Each database holds so many orders, each with one failed job that is open. An admin
confirms "retry everything that is open", without pacing, over HTTP at the production build; the worker, the relay, the
local API and the Inngest-compatible runner do the rest, all on one machine with PostgreSQL. Meanwhile an agent asks for
the list of failed jobs ten times a second.

What is measured is that events are accepted: stored by the runner under their own ids, each once. The function that
makes songs is switched off in the runner, because so many songs would take the machine for hours and say nothing about
the desk. How it came to be as fast: decisions/0011-bulk-by-the-batch.md.

${Object.entries(machine)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join("\n")}

${runs.map(sectionOf).join("\n")}`;
}

/**
 * Writes bench/results-bulk.json and docs/performance-bulk.md.
 *
 * @param runs the smallest database first
 * @param otherServer whether PostgreSQL is another than the embedded one
 * @returns the files, relative to the project
 */
export async function writeBulkReport(
  runs: BulkRun[],
  databaseUrl: string,
  otherServer: boolean,
): Promise<string[]> {
  const machine = {
    ...(await describeMachine(databaseUrl, otherServer)),
    "load before each size": runs.map(({ loadBefore }) => loadBefore.toFixed(1)).join(" / "),
  };
  const write = (file: string, text: string) => writeFileSync(join(PROJECT_DIR, file), text);
  mkdirSync(join(PROJECT_DIR, "docs"), { recursive: true });
  write("bench/results-bulk.json", `${JSON.stringify({ ...machine, runs }, null, 2)}\n`);
  write("docs/performance-bulk.md", documentOf(runs, machine));
  return ["bench/results-bulk.json", "docs/performance-bulk.md"];
}
