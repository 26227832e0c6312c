import fc from "fast-check";
import type { Sql } from "postgres";
import { makeStaff } from "../../database/rows.ts";
import { VARIANTS } from "./command.ts";
import { anyCommands } from "./commands.ts";
import { makeReal } from "./desk-in-sql.ts";
import { Model } from "./model.ts";
import { settleAll } from "./run-commands.ts";

/**
 * Runs random sequences of changes on the database and on the model, and compares after each change: every row of
 * every failure, attempt, outbox and bulk operation, and the number of lines in the record. When a sequence ends, the watch
 * has its say, and no failed job may be left that is being retried for good.
 *
 * @param sql a database of its own, with all migrations
 * @returns how many changes were made
 * @param options.shortest whether to look for the shortest sequence after which the two differ, which takes a while
 * @throws with that sequence, or the first one found, and the seed to repeat it
 */
export async function runModel(
  sql: Sql,
  { runs, seed, shortest = true }: { runs: number; seed: number; shortest?: boolean },
): Promise<number> {
  const ana = await makeStaff(sql, "Ana Pereira");
  const ben = await makeStaff(sql, "Ben Ito");
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(anyCommands, async (commands) => {
      const model = new Model(VARIANTS);
      const real = await makeReal(sql, VARIANTS, [ana.id, ben.id]);
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await settleAll(model, real);
      changes += [...commands].length;
    }),
    { numRuns: runs, seed, endOnFailure: !shortest },
  );
  return changes;
}
