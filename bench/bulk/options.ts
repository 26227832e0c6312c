import { parseArgs } from "node:util";
import { z } from "zod";

const USAGE = `npm run bench:bulk -- [--failures 10000,100000] [--port 19810]

  --failures  sizes of the databases, in failed jobs that are open; one order and three variants for each
  --port      where the web server listens

DATABASE_URL puts an existing PostgreSQL in the place of the embedded one; the databases are made on its server.
The databases are kept, in .cache/bench or on that server; each is copied, and the copy is what is retried.`;

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const optionsSchema = z.object({
  failures: z
    .string()
    .transform((text): unknown[] => text.replaceAll("_", "").split(","))
    .pipe(z.array(whole(100, 1_000_000)).min(1)),
  port: whole(1, 65_535),
});

/**
 * Reads the options of a run of the bulk bench.
 *
 * @throws Error with the usage when an option is unknown or malformed
 */
export function readBulkOptions(args: string[]): z.infer<typeof optionsSchema> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        failures: { type: "string", default: "10000,100000" },
        port: { type: "string", default: "19810" },
      },
    });
    return optionsSchema.parse(values);
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${reason}\n\n${USAGE}`, { cause: error });
  }
}
