import { makeFailures } from "./failures.ts";
import { complaints, settle } from "./ledger.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/** What restarts of the database came to. */
export interface RestartReport {
  restarts: number;
  attempts: number;
  /** Clicks that got no answer, or one that the database is not there. */
  interrupted: number;
  complaints: string[];
}

/** Clicks under way at a time. */
const CLICKERS = 8;
/** Clicks that must have been taken before each restart, and after the last. */
const BETWEEN = 25;
/** As people click again. Without a pause they would keep a small machine from bringing the API back. */
const AGAIN = { patienceMs: 180_000, everyMs: 250 };

/**
 * Restarts the database, in turn in order and as a crash, while operators click. Whoever gets no clear answer clicks
 * again, as people do, until it is a yes or "already".
 */
export async function restartDatabaseUnderLoad(world: World, restarts: number): Promise<RestartReport> {
  const { desk, operators, sql } = world;
  const jobIds = await makeFailures(sql, BETWEEN * (restarts + 1));
  const open = [...jobIds];
  const found: string[] = [];
  let taken = 0;
  let interrupted = 0;
  /** Told "nothing was changed": then nothing may have been. */
  const toldUnchanged: string[] = [];

  const clickUntilClear = async (jobId: string, cookie: string) => {
    const isClear = async () => {
      const answer = await desk.click(cookie, jobId).catch(() => undefined);
      if (answer?.status === 202) return true;
      if (answer?.status === 409) {
        if (toldUnchanged.includes(jobId)) found.push(`told that nothing was changed, and it was: ${jobId}`);
        return true;
      }
      interrupted += 1;
      if (answer && answer.status < 500)
        found.push(`told ${answer.status} ${answer.body.error?.code}: ${answer.body.error?.message}`);
      if (answer?.body.error?.message.includes("Nothing was changed")) toldUnchanged.push(jobId);
      return false;
    };
    await until(`a clear answer about ${jobId}`, isClear, AGAIN);
    taken += 1;
  };
  const clicker = async (index: number) => {
    const { cookie } = operators[index % 2 === 0 ? 0 : 1];
    for (let jobId = open.shift(); jobId; jobId = open.shift()) await clickUntilClear(jobId, cookie);
  };
  const load = Promise.all(Array.from({ length: CLICKERS }, (_, index) => clicker(index)));
  for (let restart = 0; restart < restarts; restart += 1) {
    await until("operators are clicking", () => taken >= BETWEEN * restart + CLICKERS, AGAIN);
    await world.restartDatabase(restart % 2 === 0 ? "crash" : "fast");
  }
  await load;
  const ledger = await settle(sql, jobIds);
  return {
    restarts,
    attempts: ledger.attempts,
    interrupted,
    complaints: [
      ...found,
      ...complaints(ledger),
      ...(ledger.attempts === jobIds.length
        ? []
        : [`${ledger.attempts} attempts for ${jobIds.length} failures`]),
      ...(interrupted > 0 ? [] : ["no click met the database away: this was no test"]),
    ],
  };
}
