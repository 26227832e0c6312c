import { StartupError } from "../../local/startup-error.ts";
import { runParts, runSabotages } from "./long-form.ts";
import { readOptions } from "./options.ts";
import { figuresOf, type Line, writeFigures } from "./report.ts";
import { openWorld } from "./world.ts";

const say = (line: string) => console.log(line);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  say(`Breaking Reprise, seed ${options.seed}`);
  const world = await openWorld((line) => say(`  ${line}`));
  const end = (signal: NodeJS.Signals) => {
    say(`\n${signal}: stopping`);
    void world.close().finally(() => process.exit(130));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  try {
    const lines: Line[] = options.sabotage ? [] : await runParts(world, options, say);
    const sabotages = options.only !== undefined ? [] : await runSabotages(world, say);
    const figures = figuresOf({ seed: options.seed, lines, sabotages });
    say(`\n${figures}`);
    const good = lines.every(({ complaints }) => complaints.length === 0);
    if (!good || sabotages.some(({ said }) => said === null)) process.exitCode = 1;
    if (options.write) say(`written to ${writeFigures(figures)}`);
  } finally {
    await world.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
});
