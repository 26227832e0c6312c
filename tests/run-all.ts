import { spawn } from "node:child_process";
import { PROJECT_DIR } from "../local/build.ts";

/** One part of `npm test`: a command whose exit code says whether it is green. */
interface Part {
  name: string;
  command: string[];
}

const script = (name: string): Part => ({ name, command: ["npm", "run", "--silent", name] });
const vitest = (project: string, ...options: string[]): Part => ({
  name: project,
  command: ["npx", "vitest", "run", "--project", project, ...options],
});

/** Before everything else: parts that start the web server would otherwise build it at the same time. */
const FIRST = { name: "build", command: ["npx", "tsx", "local/build-once.ts"] };

/**
 * One lane for each of two cores; a lane's parts run one after another. Each part starts servers of its own on free
 * ports, so lanes share nothing but the build. Balance them by the seconds that each part prints.
 */
const LANES: Part[][] = [
  [
    script("check:types"),
    script("lint"),
    script("check:architecture"),
    vitest("unit"),
    vitest("database"),
    vitest("integration"),
    vitest("contracts"),
    vitest("local"),
  ],
  [{ name: "browser", command: ["npx", "playwright", "test"] }, vitest("faults")],
];

interface Result {
  green: boolean;
  output: string;
}

async function run({ command: [command = "", ...args] }: Part): Promise<Result> {
  const child = spawn(command, args, {
    cwd: PROJECT_DIR,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { green: code === 0, output };
}

/** How many tests ran, in the words of the runner; empty for a part without tests. */
function countIn(output: string): string {
  const count = /^\s*(?:Tests\s+)?(\d+ (?:passed|failed)\b.*)$/m.exec(output)?.[1];
  return count === undefined ? "" : `, ${count}`;
}

/** Runs a part and prints its time; the output of a red one, too. Lanes would mix theirs if it were not kept till the end. */
async function runAndTell(part: Part): Promise<boolean> {
  const started = Date.now();
  const { green, output } = await run(part);
  const seconds = Math.round((Date.now() - started) / 1000);
  if (!green) console.log(output);
  console.log(`${green ? "ok " : "RED"} ${part.name}: ${seconds} s${countIn(output)}`);
  return green;
}

/** All parts of a lane run, also after a red one: one run shows everything that is wrong. */
async function runLane(parts: Part[]): Promise<Part[]> {
  const red: Part[] = [];
  for (const part of parts) if (!(await runAndTell(part))) red.push(part);
  return red;
}

const started = Date.now();
const red = (await runAndTell(FIRST)) ? (await Promise.all(LANES.map(runLane))).flat() : [FIRST];
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
console.log(
  red.length === 0 ? `All green in ${minutes} minutes.` : `Red: ${red.map(({ name }) => name).join(", ")}.`,
);
process.exitCode = red.length === 0 ? 0 : 1;
