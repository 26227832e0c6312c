import fc from "fast-check";
import type { Sql } from "postgres";
import { makeStaff } from "../../database/rows.ts";
import { anyCommands, VARIANTS } from "./commands.ts";
import { makeReal } from "./desk-in-sql.ts";
import { Model } from "./model.ts";

/**
 * Runs random sequences of changes on the database and on the model, and compares after each change: every row of
 * every failure, attempt, outbox and bulk operation, and the number of lines in the record.
 *
 * @param sql a database of its own, with all migrations
 * @returns how many changes were made
 * @throws with the shortest sequence found after which the two differ, and the seed to repeat it
 */
export async function runModel(sql: Sql, options: { runs: number; seed: number }): Promise<number> {
  const ana = await makeStaff(sql, "Ana Pereira");
  const ben = await makeStaff(sql, "Ben Ito");
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(anyCommands, async (commands) => {
      const setup = async () => ({
        model: new Model(VARIANTS),
        real: await makeReal(sql, VARIANTS, [ana.id, ben.id]),
      });
      await fc.asyncModelRun(setup, commands);
      changes += [...commands].length;
    }),
    { numRuns: options.runs, seed: options.seed },
  );
  return changes;
}
