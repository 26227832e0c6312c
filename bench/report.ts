import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../local/build.ts";
import type { Statement } from "./explain.ts";
import { describeMachine } from "./machine.ts";
import type { Measurement, Run } from "./measure.ts";
import type { Options } from "./options.ts";
import { sharedSongSection } from "./share/table.ts";

/** The issue of it: what p95 may grow by from the smallest to the largest database. */
const GROWTH_LIMIT = 2;
const MEMORY_LIMIT_MIB = 300;
const HOTTEST = 3;

/** One request on all databases, the smallest first. */
interface Line {
  name: string;
  targetMs: number | null;
  bySize: Measurement[];
  growth: number;
}

function linesOf(runs: Run[]): Line[] {
  const last = runs.at(-1);
  return (last?.measurements ?? []).map(({ name, targetMs }) => {
    const bySize = runs.flatMap((run) => run.measurements.filter((measurement) => measurement.name === name));
    const [first, end] = [bySize[0], bySize.at(-1)];
    return { name, targetMs, bySize, growth: first && end ? end.alone.p95 / first.alone.p95 : 1 };
  });
}

/** Whether a line keeps what was promised; targets are for the largest database. */
function verdict({ targetMs, bySize, growth }: Line): string {
  const p95 = bySize.at(-1)?.alone.p95 ?? 0;
  const misses = [
    ...(targetMs !== null && p95 > targetMs ? ["slow"] : []),
    ...(growth > GROWTH_LIMIT ? ["grows"] : []),
  ];
  return misses.length > 0 ? misses.join(", ") : targetMs === null ? "" : "ok";
}

const ms = (value: number) => value.toFixed(1);
const list = (line: Line, of: (measurement: Measurement) => string) => line.bySize.map(of).join(" / ");

const COLUMNS: [heading: string, of: (line: Line) => string][] = [
  ["request", ({ name }) => name],
  ["p50, ms", (line) => list(line, ({ alone }) => ms(alone.p50))],
  ["p95, ms", (line) => list(line, ({ alone }) => ms(alone.p95))],
  ["growth", ({ growth }) => `${growth.toFixed(2)}x`],
  ["p95 of 8 at once", (line) => list(line, ({ eightAtOnce }) => ms(eightAtOnce.p95))],
  ["rows", ({ bySize }) => String(bySize.at(-1)?.rows ?? "")],
  ["SQL alone, ms", (line) => list(line, ({ sql }) => (sql ? ms(sql.ms) : "-"))],
  ["buffers", (line) => list(line, ({ sql }) => (sql ? String(sql.buffers) : "-"))],
  ["target", ({ targetMs }) => (targetMs === null ? "" : String(targetMs))],
  ["", verdict],
];

function tableOf(runs: Run[]): string[][] {
  return [
    COLUMNS.map(([heading]) => heading),
    ...linesOf(runs).map((line) => COLUMNS.map(([, of]) => of(line))),
  ];
}

function memoryOf(runs: Run[]): string {
  const most = runs.at(-1)?.rssMiB;
  if (!most) return "This system does not say how much memory a process has.";
  return `Memory of the web server at the largest size: ${most.start.toFixed(0)} MiB before, at most ${most.most.toFixed(0)} MiB under load (limit ${MEMORY_LIMIT_MIB}).`;
}

const sizesOf = (runs: Run[]) => runs.map(({ orders }) => orders.toLocaleString("en")).join(" / ");

/** Prints the table of all requests. */
export function printTable(runs: Run[], say: (line: string) => void): void {
  const rows = tableOf(runs);
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  say(`\nAt ${sizesOf(runs)} orders, one request at a time unless it says otherwise:`);
  for (const row of rows) say(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  say(memoryOf(runs));
}

/** The statements that took longest at the largest size, each text once. */
function hottestOf(runs: Run[]): { name: string; statement: Statement }[] {
  const seen = new Set<string>();
  return (runs.at(-1)?.measurements ?? [])
    .flatMap(({ name, slowest }) => (slowest ? [{ name, statement: slowest }] : []))
    .sort((a, b) => b.statement.ms - a.statement.ms)
    .filter(({ statement }) => !seen.has(statement.query) && seen.add(statement.query))
    .slice(0, HOTTEST);
}

/** Where the time of the middle request goes: each part as a share of all that was measured at the largest size. */
function sharesOf(runs: Run[]): string {
  const measured = (runs.at(-1)?.measurements ?? []).filter(({ cpuMs, sql }) => cpuMs && sql);
  if (measured.length === 0) return "";
  const mean = (of: (m: Measurement) => number) =>
    measured.reduce((sum, measurement) => sum + of(measurement), 0) / measured.length;
  return `A request takes ${ms(mean(({ alone }) => alone.p50))} ms in the middle. Of processor time, ${ms(mean(({ cpuMs }) => cpuMs?.web ?? 0))} ms are the web server's and ${ms(mean(({ cpuMs }) => cpuMs?.api ?? 0))} ms are the local API's that stands where PostgREST and Auth stand in a hosted project; PostgreSQL runs ${ms(mean(({ sql }) => sql?.statements ?? 0))} statements in ${ms(mean(({ sql }) => sql?.ms ?? 0))} ms.`;
}

function documentOf(runs: Run[], machine: Record<string, string>): string {
  const [head = [], ...rows] = tableOf(runs).map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const plans = hottestOf(runs).map(
    ({ name, statement }) =>
      `### ${name}\n\n${ms(statement.ms)} ms, ${statement.buffers} buffers.\n\n\`\`\`sql\n${statement.query.trim()}\n\`\`\`\n\n\`\`\`\n${statement.plan.join("\n")}\n\`\`\`\n`,
  );
  return `# Performance

Written by \`npm run bench\`, which builds the databases (${sizesOf(runs)} orders, as many failed jobs, three times as many
variants), starts the local stack and the production build on each, signs in, and asks for everything that the desk
asks for. Times are from sending a request to the last byte of its answer, over HTTP, on one machine that also runs the
database and the local API.

${Object.entries(machine)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join("\n")}

Figures with slashes are at ${sizesOf(runs)} orders. Growth is that of p95, from the smallest to the largest. Buffers are
pages of 8 KiB that PostgreSQL looked at, all statements of a request together. How it came to be as it is, and what else
was tried: decisions/0010-lists-at-a-million-rows.md.

| ${head.join(" | ")} |
| ${head.map(() => "---").join(" | ")} |
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}

${memoryOf(runs)}

${sharesOf(runs)}

## The three hottest statements

Those that took longest at ${(runs.at(-1)?.orders ?? 0).toLocaleString("en")} orders, each with its plan as it was run.

${plans.join("\n")}
${sharedSongSection()}`;
}

/**
 * Writes bench/results.json and docs/performance.md.
 *
 * @param runs the smallest database first
 * @returns the files, relative to the project
 */
export async function writeReport(runs: Run[], databaseUrl: string, options: Options): Promise<string[]> {
  const machine = {
    ...(await describeMachine(databaseUrl, options.databaseUrl !== undefined)),
    "load before each size": runs.map(({ loadBefore }) => loadBefore.toFixed(1)).join(" / "),
    requests: `${options.samples} of each one at a time, ${options.samples * 2} of each 8 at a time`,
  };
  const results = runs.map(({ measurements, ...run }) => ({
    ...run,
    // The plans of the hottest are in the document; all of them would be most of the file.
    measurements: measurements.map(({ slowest, ...measurement }) => measurement),
  }));
  mkdirSync(join(PROJECT_DIR, "docs"), { recursive: true });
  writeFileSync(
    join(PROJECT_DIR, "bench", "results.json"),
    `${JSON.stringify({ ...machine, runs: results }, null, 2)}\n`,
  );
  writeFileSync(join(PROJECT_DIR, "docs", "performance.md"), documentOf(runs, machine));
  return ["bench/results.json", "docs/performance.md"];
}
