import { parseArgs } from "node:util";

/** What can be chosen about a run. */
export interface Options {
  /** Orders in each of the databases, ascending. */
  sizes: number[];
  /** Requests that are measured one at a time; those made 8 at a time are twice as many. */
  samples: number;
  /** Measure the requests alone whose name matches; nothing is written to docs then. */
  only: RegExp | undefined;
  /** Take finished databases even when the schema has changed since they were filled. */
  keep: boolean;
  /** Where the web server listens. */
  port: number;
  /** A PostgreSQL to use in place of the embedded one. */
  databaseUrl: string | undefined;
}

export const USAGE = `npm run bench -- [--orders 10000,100000,1000000] [--samples 60] [--only <pattern>] [--keep] [--port 19800]

  --orders   sizes of the databases, in orders; as many failed jobs, three times as many variants
  --samples  requests measured one at a time; twice as many are made 8 at a time
  --only     measure only the requests whose name matches the pattern, and print the table without writing it
  --keep     use databases that are there although the schema has changed since; new migrations are applied to them
  --port     where the web server listens

DATABASE_URL puts an existing PostgreSQL in the place of the embedded one; the databases are made on its server.
The databases are kept: in .cache/bench, or on that server.`;

/**
 * Reads the options of a run.
 *
 * @throws Error with the usage when an option is unknown or malformed
 */
export function readOptions(args: string[], env: Record<string, string | undefined>): Options {
  const usage = (reason: string) => new Error(`${reason}\n\n${USAGE}`);
  const parse = () => {
    try {
      return parseArgs({
        args,
        options: {
          orders: { type: "string", default: "10000,100000,1000000" },
          samples: { type: "string", default: "60" },
          only: { type: "string" },
          keep: { type: "boolean", default: false },
          port: { type: "string", default: "19800" },
        },
      }).values;
    } catch (error) {
      throw usage(error instanceof Error ? error.message : String(error));
    }
  };
  const { orders, samples, only, keep, port } = parse();
  const whole = (text: string, least: number, most: number) => {
    const number = Number(text.replaceAll("_", ""));
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw usage(`${text} is not a whole number from ${least} to ${most}.`);
  };
  return {
    sizes: orders
      .split(",")
      .map((size) => whole(size, 1000, 10_000_000))
      .sort((a, b) => a - b),
    samples: whole(samples, 5, 10_000),
    only: only === undefined ? undefined : new RegExp(only, "i"),
    keep,
    port: whole(port, 1, 65_535),
    databaseUrl: env.DATABASE_URL || undefined,
  };
}
