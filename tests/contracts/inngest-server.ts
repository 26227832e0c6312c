import { startRunner } from "../../local/runner/index.ts";
import { openTestDatabases } from "../../local/runner/testing/database.ts";

export interface InngestServer {
  url: string;
  /** How long a test waits for what must happen, in milliseconds. */
  patienceMs: number;
  stop(): Promise<void>;
}

/** A genuine server waits up to half a minute before it tries a failed step again. */
const GENUINE_PATIENCE_MS = 120_000;
const RUNNER_PATIENCE_MS = 60_000;
const MINUTE_MS = 60_000;

/**
 * The server under test: the one that INNGEST_DEV names, or else the runner on a database of its own.
 *
 * @param msBeforeMinute puts the runner's clock back so that a minute, and with it the crons, comes after this
 *   many milliseconds; a genuine server's clock cannot be set, so there a minute has to pass
 */
export async function openInngestServer(msBeforeMinute?: number): Promise<InngestServer> {
  const genuine = process.env.INNGEST_DEV;
  if (genuine?.startsWith("http")) {
    return { url: genuine, patienceMs: GENUINE_PATIENCE_MS, stop: async () => undefined };
  }
  const databases = await openTestDatabases();
  const databaseUrl = await databases.create();
  const start = Date.now();
  const skewMs = msBeforeMinute === undefined ? 0 : MINUTE_MS - msBeforeMinute - (start % MINUTE_MS);
  const runner = await startRunner({
    databaseUrl,
    backoffMs: () => 50,
    ...(msBeforeMinute === undefined ? {} : { now: () => Date.now() + skewMs }),
  });
  return {
    url: runner.url,
    patienceMs: RUNNER_PATIENCE_MS,
    async stop() {
      await runner.stop();
      await databases.stop();
    },
  };
}
