import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { PROJECT_DIR } from "../../local/build.ts";
import { FIRST_LOAD_LIMIT_KB } from "../../local/bundle-figures.ts";
import { percentile } from "../load-loop.ts";
import { describeMachine } from "../machine.ts";
import type { FirstLoad } from "./first-load.ts";
import type { Press } from "./page-probe.ts";
import type { Scroll } from "./scroll.ts";

/** What was promised: from a press to its painted answer (p95), and the longest task while scrolling. */
const TARGETS = { pressMs: 100, taskMs: 50, firstLoadKb: FIRST_LOAD_LIMIT_KB } as const;

/** What a run of the bench has found. */
export interface DeskFigures {
  failures: number;
  loadBefore: number;
  /** Its version. */
  browser: string;
  firstLoads: FirstLoad[];
  /** Presses by what they do: in a list of one page, and with the whole list loaded. */
  few: Map<string, Press[]>;
  many: Map<string, Press[]>;
  down: Scroll;
  up: Scroll;
}

interface Line {
  cells: string[];
  target: string;
  /** Null where nothing was promised. */
  kept: boolean | null;
}

const count = (value: number) => value.toLocaleString("en");
const share = (values: number[], part: number) =>
  percentile(
    values.toSorted((a, b) => a - b),
    part,
  );
const verdict = ({ kept }: Line) => (kept === null ? "" : kept ? "ok" : "missed");

function pressLine(name: string, bySize: Press[][]): Line {
  const list = (of: (presses: Press[]) => number) => bySize.map((each) => of(each).toFixed(0)).join(" / ");
  const painted = (part: number) => (presses: Press[]) =>
    share(
      presses.map(({ painted: ms }) => ms),
      part,
    );
  const nextFrame = (presses: Press[]) =>
    share(
      presses.map(({ nextFrame: ms }) => ms),
      0.95,
    );
  return {
    cells: [
      name,
      bySize.map(({ length }) => length).join(" / "),
      list(painted(0.5)),
      list(painted(0.95)),
      list(([first]) => first?.painted ?? Number.NaN),
      list(nextFrame),
    ],
    target: String(TARGETS.pressMs),
    kept: bySize.every(
      (presses) => painted(0.95)(presses) < TARGETS.pressMs && nextFrame(presses) < TARGETS.pressMs,
    ),
  };
}

function pressLines({ few, many }: DeskFigures): Line[] {
  return [...few].map(([name, presses]) => pressLine(name, [presses, many.get(name) ?? []]));
}

function scrollLine(name: string, { rows, seconds, requests, longTasks }: Scroll): Line {
  const longest = Math.max(0, ...longTasks.map(({ duration }) => duration));
  return {
    cells: [
      name,
      `${count(rows)} in ${seconds.toFixed(0)} s`,
      String(requests),
      String(longTasks.length),
      longest === 0 ? `below ${TARGETS.taskMs}` : longest.toFixed(0),
    ],
    target: `none over ${TARGETS.taskMs} ms`,
    kept: longTasks.length === 0,
  };
}

function firstLoadLines({ firstLoads }: DeskFigures): Line[] {
  const middle = (of: (load: FirstLoad) => number) => share(firstLoads.map(of), 0.5);
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const brotli = Math.max(...firstLoads.map(({ scriptBytes }) => scriptBytes.brotli));
  const painted = firstLoads.map((load) => load.painted);
  const line = (name: string, found: string, target = "", kept: boolean | null = null): Line => ({
    cells: [name, found],
    target,
    kept,
  });
  return [
    line(
      "JavaScript, in brotli",
      kb(brotli),
      `at most ${TARGETS.firstLoadKb} kB`,
      brotli <= TARGETS.firstLoadKb * 1000,
    ),
    line("JavaScript, as the server sends it", kb(middle(({ scriptBytes }) => scriptBytes.sent))),
    line(
      "requests until the overview is painted",
      `${middle(({ requests }) => requests)}, ${middle(({ scripts }) => scripts)} of them scripts`,
    ),
    line(
      `overview painted with its figures, middle and longest of ${firstLoads.length}`,
      `${share(painted, 0.5).toFixed(0)} and ${Math.max(...painted).toFixed(0)} ms`,
    ),
  ];
}

/** The three tables, each with its headings. */
function tablesOf(figures: DeskFigures): { title: string; headings: string[]; lines: Line[] }[] {
  return [
    {
      title: "From a press to its painted answer, ms",
      headings: ["interaction", "presses", "p50", "p95", "the first", "next frame, p95"],
      lines: pressLines(figures),
    },
    {
      title: "Scrolling the list of failed jobs",
      headings: ["direction", "rows", "requests for rows", "long tasks", "longest, ms"],
      lines: [
        scrollLine("down, the rows coming meanwhile", figures.down),
        scrollLine("up again", figures.up),
      ],
    },
    {
      title: "First load of /admin, with an empty cache",
      headings: ["what", "measured"],
      lines: firstLoadLines(figures),
    },
  ];
}

/** Prints what a run came to. */
export function printDesk(figures: DeskFigures, say: (line: string) => void): void {
  for (const { title, headings, lines } of tablesOf(figures)) {
    const rows = [
      [...headings, "target", ""],
      ...lines.map((line) => [...line.cells, line.target, verdict(line)]),
    ];
    const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    say(`\n${title}`);
    for (const row of rows)
      say(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`);
  }
}

function documentOf(figures: DeskFigures, machine: Record<string, string>): string {
  const tables = tablesOf(figures).map(({ title, headings, lines }) => {
    const all = [...headings, "target", ""];
    const rows = lines.map((line) => `| ${[...line.cells, line.target, verdict(line)].join(" | ")} |`);
    return `## ${title}\n\n| ${all.join(" | ")} |\n|${" --- |".repeat(all.length)}\n${rows.join("\n")}\n`;
  });
  return `# How fast the desk is under the hand

Written by \`npm run bench:desk\`: a real Chromium uses the production build as an agent does, on a database with
${count(figures.failures)} failed jobs that are open. Browser, web server, the local API and PostgreSQL share one machine.

${Object.entries(machine)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join("\n")}

A press is measured from the moment at which the browser dates it until the frame that shows its answer has been drawn;
what fades in counts as shown at half its opacity. "Next frame" is what the Event Timing API says: until whatever is drawn next.
Both have to keep the target. Figures with a slash are with 100 rows loaded and with the whole list. "The first" press includes code that
is loaded with it. Opening a failed job beside the list is answered by the pane; its content comes from the server.

${tables.join("\n")}`;
}

/**
 * Writes docs/performance-desk.md.
 *
 * @param otherServer whether PostgreSQL is another than the embedded one
 * @returns the file, relative to the project
 */
export async function writeDeskReport(
  figures: DeskFigures,
  databaseUrl: string,
  otherServer: boolean,
): Promise<string> {
  const machine = {
    ...(await describeMachine(databaseUrl, otherServer)),
    Chromium: `${figures.browser}, window of 1440 x 900`,
    "load before and after": `${figures.loadBefore.toFixed(1)} / ${(loadavg()[0] ?? 0).toFixed(1)}`,
  };
  const file = "docs/performance-desk.md";
  mkdirSync(join(PROJECT_DIR, "docs"), { recursive: true });
  writeFileSync(join(PROJECT_DIR, file), documentOf(figures, machine));
  return file;
}
