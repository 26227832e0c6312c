import { parseArgs } from "node:util";
import { z } from "zod";

const USAGE = `npm run bench:desk -- [--failures 10000] [--rounds 20] [--port 19820] [--dry]

  --failures  size of the database, in failed jobs that are open; one order and three variants for each
  --rounds    how often each interaction is measured, in a short list and again in the whole one
  --port      where the web server listens
  --dry       print the tables, and leave docs/performance-desk.md as it is

DATABASE_URL puts an existing PostgreSQL in the place of the embedded one; the database is made on its server.
It is kept, in .cache/bench or on that server. The browser is an installed Chromium or Chrome, else one from npm.`;

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const optionsSchema = z.object({
  failures: whole(1_000, 1_000_000),
  rounds: whole(5, 1_000),
  port: whole(1, 65_535),
  dry: z.boolean(),
});

/**
 * Reads the options of a run of the desk's bench.
 *
 * @throws Error with the usage when an option is unknown or malformed
 */
export function readDeskOptions(args: string[]): z.infer<typeof optionsSchema> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        failures: { type: "string", default: "10000" },
        rounds: { type: "string", default: "20" },
        port: { type: "string", default: "19820" },
        dry: { type: "boolean", default: false },
      },
    });
    return optionsSchema.parse(values);
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${reason}\n\n${USAGE}`, { cause: error });
  }
}
