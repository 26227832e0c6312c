import fc from "fast-check";
import { command, compare, job, VARIANTS, wasSent } from "./command.ts";
import { begin, makeSong, type Real, relay, reportFailure, reportSuccess, watch } from "./desk-in-sql.ts";
import type { Model } from "./model.ts";
import type { InngestSays } from "./retry-model.ts";

/** What a genuine Inngest does with the run of a sent event, or tells of it: in any order, late, twice, or never. */
function ofRun(
  label: string,
  happens: (model: Model, real: Real, at: { index: number; key: string; run: string }) => Promise<void>,
) {
  // Of one event there may be two runs, when it was sent twice.
  return fc.tuple(job, fc.boolean()).map(([index, other]) =>
    command(
      `the ${other ? "other " : ""}run of ${index} ${label}`,
      async (model, real) => {
        const { key } = model.latest(index);
        await happens(model, real, { index, key, run: runOf(real, key, other) });
      },
      wasSent(index),
    ),
  );
}
const runOf = (real: Real, key: string, other = false) => `${real.jobIds[0]}:${key}:${other ? "b" : "a"}`;

const begins = ofRun("begins", async (model, real, { index, key, run }) => {
  await begin(real, key, run);
  model.runBegins(index, run);
});
const makesItsSong = ofRun("makes its song", async (model, real, { index, key, run }) => {
  // Only the run that has begun gets so far.
  if (model.latest(index).attempt.run !== run) return;
  await makeSong(real, key);
  model.runMakesItsSong(index);
});
const succeeds = ofRun("says that it succeeded", async (model, real, { index, key, run }) => {
  if (model.latest(index).attempt.run !== run) return;
  await reportSuccess(real, key, run);
  model.runSucceeds(index, run);
});
const fails = ofRun("says that it failed", async (model, real, { index, key, run }) => {
  await reportFailure(real, key, run);
  model.runFails(index, run);
});

/** Its tries used up with its handler lost, cancelled at any point, lost by the server, or never begun: the app forgotten. */
const SAYINGS = ["failed", "cancelled", "completed", "missing"] as const;

async function hears(model: Model, real: Real, index: number, says: InngestSays): Promise<void> {
  const { key, attempt } = model.latest(index);
  const run = attempt.run ?? runOf(real, key);
  await watch(real, key, says, run);
  model.watchHears(index, says, run);
}
const watched = fc
  .tuple(job, fc.constantFrom(...SAYINGS))
  .map(([index, says]) =>
    command(
      `the watch hears that the run of ${index} is ${says}`,
      (model, real) => hears(model, real, index, says),
      wasSent(index),
    ),
  );

/**
 * The faults end and the watch goes on: what waits is sent, and Inngest says of each run how it ended.
 *
 * @throws when a failed job is being retried for good
 */
export async function settleAll(model: Model, real: Real): Promise<void> {
  for (let index = 0; index < VARIANTS.length; index++) {
    // An event without a run is sent again three times before it is lost.
    for (let turn = 0; turn < 5 && model.job(index).state === "retrying"; turn++) {
      if (!wasSent(index)(model)) {
        await relay(real, model.latest(index).key, true);
        model.relay(index, true);
      }
      await hears(model, real, index, SAYINGS[(index + model.lines) % SAYINGS.length] ?? "missing");
    }
    await compare(model, real);
    if (model.job(index).state === "retrying")
      throw new Error(`failed job ${index} is being retried for good`);
  }
}

/** Everything that may happen to runs; a run begins and makes its song more often than it does not. */
export const runCommands = [begins, begins, makesItsSong, makesItsSong, succeeds, fails, watched];
