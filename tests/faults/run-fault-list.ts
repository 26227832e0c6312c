import { PATIENTLY } from "./test-time.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/** The world, and the failures whose runs are struck. */
export interface Struck {
  world: World;
  jobIds: string[];
}

/** What a genuine Inngest may do with a run after it has taken the event. */
export interface RunFault {
  what: string;
  /** Part of the short form. */
  short?: true;
  /** The call to the database at which the run is held while the fault strikes. */
  at?: "begin_run" | "complete_variant_generation" | "record_attempt_succeeded" | "record_failed_job";
  /** When the held call goes on: at once, once the failures are settled, or never (it fails). */
  goesOn?: "at once" | "late" | "never";
  /** The provider refuses the song, so that the run fails with its first try. */
  refused?: true;
  before?(struck: Struck): Promise<unknown>;
  strike?(struck: Struck): Promise<unknown>;
  /** What the failed job may be afterwards. */
  becomes: "open" | "recovered" | "either";
}

const GENERATE = "reprise-generate-song";
const HANDLER = `${GENERATE}-failure`;

const runsOf = (world: World, jobIds: string[]) => world.sql<{ id: string }[]>`
  select r.id from inngest_runner.runs r join inngest_runner.events e on e.id = r.event_id
  where r.function_id = ${GENERATE} and split_part(e.key, ':', 2) = any (${jobIds}) and r.ended_at is null`;

const cancelRuns = async ({ world, jobIds }: Struck) => {
  const runs = await runsOf(world, jobIds);
  for (const { id } of runs) {
    const answer = await fetch(`${world.desk.inngest.url}/api/v2/runs/${id}/cancel`, { method: "POST" });
    if (!answer.ok) throw new Error(`cancelling a run was answered ${answer.status}`);
  }
};

const loseRuns = async ({ world, jobIds }: Struck) => {
  const ids = (await runsOf(world, jobIds)).map(({ id }) => id);
  await world.sql`delete from inngest_runner.runs where id = any (${ids})`;
};

const forgetApp = async ({ world }: Struck) => {
  const [app] = await world.sql<{ url: string }[]>`select url from inngest_runner.apps`;
  const address = `${world.desk.inngest.url}/fn/remove?url=${encodeURIComponent(app?.url ?? "")}`;
  const answer = await fetch(address, { method: "DELETE" });
  if (!answer.ok) throw new Error(`forgetting the app was answered ${answer.status}`);
};

/** As a dev server that is started again without its memory. */
const forgetEverything = ({ world }: Struck) => world.sql`
  truncate inngest_runner.apps, inngest_runner.functions, inngest_runner.subscriptions, inngest_runner.cron_triggers,
    inngest_runner.events, inngest_runner.run_keys, inngest_runner.runs, inngest_runner.steps, inngest_runner.queue`;

const loseHandler = ({ world }: Struck) =>
  world.sql`delete from inngest_runner.subscriptions where function_id = ${HANDLER}`;

/** The web server is away until the runs, and the handlers of their failures, have no tries left. */
const useUpTries = async ({ world, jobIds }: Struck) => {
  world.refusalsAreTries(true);
  await world.desk.kill();
  await until(
    "refused connections have used up every try",
    async () => {
      const [row] = await world.sql<{ failed: number }[]>`
      select count(*)::int as failed from inngest_runner.runs r join inngest_runner.events e on e.id = r.event_id
      where r.status = 'Failed' and r.function_id in (${GENERATE}, ${HANDLER})
        and exists (select 1 from unnest(${jobIds}::text[]) id where strpos(e.body, 'failed-job:' || id) > 0)`;
      return row?.failed === 2 * jobIds.length;
    },
    PATIENTLY,
  );
  world.refusalsAreTries(false);
  await world.desk.start();
};

const endByHand = async ({ world, jobIds }: Struck) => {
  for (const jobId of jobIds) {
    const body = { note: "Ended by hand." };
    const { status } = await world.desk.click(world.operators[1].cookie, jobId, { action: "ending", body });
    if (status !== 200) throw new Error(`ending a retry was answered ${status}`);
  }
};

export const RUN_FAULTS: RunFault[] = [
  { what: "loses a run that has begun", short: true, at: "begin_run", strike: loseRuns, becomes: "open" },
  {
    what: "loses a run that has not begun, and drops its event's id from then on",
    at: "begin_run",
    goesOn: "never",
    strike: loseRuns,
    becomes: "open",
  },
  {
    what: "loses its memory with a run under way",
    at: "begin_run",
    strike: forgetEverything,
    becomes: "open",
  },
  {
    what: "has forgotten the app when the event comes",
    short: true,
    before: forgetApp,
    becomes: "recovered",
  },
  { what: "cancels a run before its song is begun", at: "begin_run", strike: cancelRuns, becomes: "open" },
  {
    what: "cancels a run whose song comes after all",
    short: true,
    at: "complete_variant_generation",
    goesOn: "late",
    strike: cancelRuns,
    becomes: "open",
  },
  {
    what: "cancels a run at the moment when its song is there",
    at: "complete_variant_generation",
    strike: cancelRuns,
    becomes: "either",
  },
  {
    what: "cancels a run before it says that it has succeeded",
    at: "record_attempt_succeeded",
    goesOn: "never",
    strike: cancelRuns,
    becomes: "recovered",
  },
  {
    what: "counts refused connections until no try is left, for the failure handler, too",
    short: true,
    at: "begin_run",
    strike: useUpTries,
    becomes: "open",
  },
  {
    what: "never calls the failure handler",
    short: true,
    refused: true,
    before: loseHandler,
    becomes: "open",
  },
  {
    what: "calls the failure handler when the watch has found the failure",
    refused: true,
    at: "record_failed_job",
    goesOn: "late",
    becomes: "open",
  },
  {
    what: "lets a song come after its retry was ended by hand",
    at: "complete_variant_generation",
    goesOn: "late",
    strike: endByHand,
    becomes: "recovered",
  },
  {
    what: "loses a run whose song comes after all",
    at: "complete_variant_generation",
    goesOn: "late",
    strike: loseRuns,
    becomes: "open",
  },
];
