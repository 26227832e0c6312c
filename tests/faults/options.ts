import { parseArgs } from "node:util";

/** How much of everything the long form does. */
export interface Options {
  seed: number;
  kills: number;
  rounds: number;
  faults: number;
  restarts: number;
  events: number;
  models: number;
  requests: number;
  /** Only the parts with this in their name; all of them when there is none. */
  only: string | undefined;
  /** Only what is taken out, and which check notices. */
  sabotage: boolean;
  /** Write docs/reliability.md: as usual for a whole run, asked for otherwise. */
  write: boolean;
}

const WHOLE = {
  kills: 200,
  rounds: 200,
  faults: 5,
  restarts: 10,
  events: 2_000,
  models: 500,
  requests: 10_000,
};

export const USAGE = `npm run test:faults -- [--seed 1] [--kills 200] [--rounds 200] [--faults 5] [--restarts 10]
                       [--events 2000] [--models 500] [--requests 10000] [--only TEXT] [--sabotage] [--write]

  --seed      repeats a run's choices; random otherwise
  --kills     SIGKILLs of the web server, a quarter at each point
  --rounds    rounds of 50 parallel clicks by two operators
  --faults    times that each fault of Inngest is made, with 20 failures
  --restarts  restarts of the database under load
  --events    events that two servers relay at once
  --models    random sequences of changes that are compared with the model
  --requests  requests while two servers behind nginx are restarted in turn
  --only      the parts alone that have TEXT in their name, such as "behind a proxy", without the sabotages
  --sabotage  only take out what keeps the promises, and see that the checks notice
  --write     write docs/reliability.md although less than the whole was run`;

/**
 * Reads the options of a run.
 *
 * @throws Error with the usage when one is unknown or malformed
 */
export function readOptions(args: string[]): Options {
  const usage = (reason: string) => new Error(`${reason}\n\n${USAGE}`);
  const parse = () => {
    try {
      return parseArgs({
        args,
        options: {
          seed: { type: "string" },
          kills: { type: "string" },
          rounds: { type: "string" },
          faults: { type: "string" },
          restarts: { type: "string" },
          events: { type: "string" },
          models: { type: "string" },
          requests: { type: "string" },
          only: { type: "string" },
          sabotage: { type: "boolean", default: false },
          write: { type: "boolean", default: false },
        },
      }).values;
    } catch (error) {
      throw usage(error instanceof Error ? error.message : String(error));
    }
  };
  const given = parse();
  const whole = (name: keyof typeof WHOLE | "seed", otherwise: number) => {
    const text = given[name];
    if (text === undefined) return otherwise;
    const number = Number(text.replaceAll("_", ""));
    if (Number.isInteger(number) && number >= 1 && number <= 1_000_000_000) return number;
    throw usage(`--${name} ${text} is not a whole number from 1.`);
  };
  const counts = {
    kills: whole("kills", WHOLE.kills),
    rounds: whole("rounds", WHOLE.rounds),
    faults: whole("faults", WHOLE.faults),
    restarts: whole("restarts", WHOLE.restarts),
    events: whole("events", WHOLE.events),
    models: whole("models", WHOLE.models),
    requests: whole("requests", WHOLE.requests),
  };
  const all = Object.entries(WHOLE).every(([name, count]) => counts[name as keyof typeof WHOLE] >= count);
  return {
    seed: whole("seed", 1 + Math.floor(Math.random() * 1_000_000_000)),
    ...counts,
    only: given.only,
    sabotage: given.sabotage,
    write: given.write || (all && given.only === undefined && !given.sabotage),
  };
}
