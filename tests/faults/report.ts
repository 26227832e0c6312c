import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { PROJECT_DIR } from "../../local/build.ts";
import type { SabotageResult } from "./sabotages.ts";

/** One line of the report: what was done, how often, and what came of it. */
export interface Line {
  what: string;
  done: string;
  attempts: string;
  seconds: number;
  complaints: string[];
}

const FILE = join(PROJECT_DIR, "docs", "reliability.md");
const BEGIN = "<!-- Written by npm run test:faults from here on; do not edit. -->";

function row(cells: (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

const count = (complaints: string[], kind: string) =>
  complaints.filter((complaint) => complaint.startsWith(`${kind}:`)).length;

/** The figures of a run in Markdown. */
export function figuresOf(run: { seed: number; lines: Line[]; sabotages: SabotageResult[] }): string {
  const { seed, lines, sabotages } = run;
  const cores = cpus();
  const machine = `${cores.length} cores (${cores[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}, Node ${process.version}`;
  const all = lines.flatMap(({ complaints }) => complaints);
  const seconds = lines.reduce((sum, line) => sum + line.seconds, 0);
  const table = [
    `**${count(all, "lost")} lost, ${count(all, "doubled")} doubled**, ${all.length} complaints in all.`,
    "",
    row(["what", "done", "attempts, each accepted and run once", "seconds", "complaints"]),
    row(["---", "---", "---", "---", "---"]),
    ...lines.map(({ what, done, attempts, seconds, complaints }) =>
      row([what, done, attempts, Math.round(seconds), complaints.length]),
    ),
  ];
  return [
    `${new Date().toISOString().slice(0, 10)}, seed ${seed}, ${Math.round(seconds)} s, on ${machine}.`,
    "",
    ...(lines.length > 0 ? [...table, ""] : []),
    row(["what was taken out", "the test that went red", "what it said"]),
    row(["---", "---", "---"]),
    ...sabotages.map(({ out, test, said }) => row([out, test, said ?? "**it did not notice**"])),
    "",
  ].join("\n");
}

/** Puts the figures under the text of docs/reliability.md, in the place of those of the last run. */
export function writeFigures(figures: string): string {
  const text = readFileSync(FILE, "utf8");
  const [before] = text.split(BEGIN);
  writeFileSync(FILE, `${before}${BEGIN}\n\n${figures}`);
  return FILE;
}
