import { registerFunctions } from "../../local/register-functions.ts";
import { makeFailures } from "./failures.ts";
import { readLedger } from "./ledger.ts";
import type { RunFault } from "./run-fault-list.ts";
import { PATIENTLY, settleInTestTime } from "./test-time.ts";
import { signal, until } from "./until.ts";
import type { World } from "./world.ts";

const statesOf = ({ sql }: World, jobIds: string[]) => sql<{ id: string; state: string; songs: number }[]>`
  select j.id, j.state, (
      select count(*)::int from desk.activity l where l.order_id = j.order_id and l.action = 'variant_completed') as songs
  from public.failed_jobs j where j.id = any (${jobIds}::uuid[]) order by j.id`;

const clickAll = (world: World, jobIds: string[]) =>
  Promise.all(
    jobIds.map(async (jobId, index) => {
      const { status, body } = await world.desk.click(world.operators[index % 2 === 0 ? 0 : 1].cookie, jobId);
      return status === 202 ? [] : [`a click was told ${status} ${body.error?.code}`];
    }),
  );

/** Nothing was made twice, and whatever is open can be retried: it recovers, now that nothing is wrong any more. */
async function retryWhatIsOpen(world: World, jobIds: string[]): Promise<string[]> {
  const { sql } = world;
  await sql`delete from desk.song_options where order_id in (
    select order_id from public.failed_jobs where id = any (${jobIds}::uuid[]))`;
  const open = (await statesOf(world, jobIds)).filter(({ state }) => state === "open").map(({ id }) => id);
  const refusals = (await clickAll(world, open)).flat();
  await until(
    "every failure has recovered",
    async () => (await statesOf(world, jobIds)).every(({ state }) => state === "recovered"),
    PATIENTLY,
  );
  const songs = (await statesOf(world, jobIds)).filter((job) => job.songs !== 1);
  return [
    ...refusals,
    ...songs.map(({ id, songs }) => `${songs > 1 ? "doubled" : "lost"}: ${songs} songs for ${id}`),
  ];
}

/** What a fault of runs came to. */
export interface RunFaultReport {
  attempts: number;
  /** Of the test's clock, until no failed job was being retried any more. */
  minutes: number;
  complaints: string[];
}

/**
 * Has Inngest do something to the runs of retries. However it goes, no failed job is being retried for longer than is
 * promised, none is written by halves, and each that is open then can be retried and recovers, with one song each.
 */
export async function runFault(world: World, fault: RunFault, failures: number): Promise<RunFaultReport> {
  const { desk, sql } = world;
  const { at, goesOn = "at once" } = fault;
  const jobIds = await makeFailures(sql, failures, { songs: fault.refused ? "refused" : "failed" });
  const struck = { world, jobIds };
  const released = signal();
  let held = 0;
  let passed = 0;
  const isOurs = (body: string) => jobIds.some((id) => body.includes(`failed-job:${id}`));
  if (at !== undefined) {
    desk.supabase.rule = ({ path, body }) => {
      if (!path.endsWith(`/rpc/${at}`) || !isOurs(body) || passed >= failures) return undefined;
      const before = async () => {
        held += 1;
        await released.promise;
        if (goesOn === "never") passed += 1;
      };
      const after = async () => {
        passed += 1;
      };
      return goesOn === "never" ? { before, status: 503 } : { before, after };
    };
  }
  try {
    await fault.before?.(struck);
    const found = (await clickAll(world, jobIds)).flat();
    if (at !== undefined) await until(`each run stands before ${at}`, () => held >= failures, PATIENTLY);
    await fault.strike?.(struck);
    if (goesOn !== "late") released.give();
    const minutes = await settleInTestTime(sql, jobIds, goesOn === "late" ? failures : 0);
    released.give();
    if (goesOn === "late") await until("what was held has come late", () => passed >= failures, PATIENTLY);
    const wrong = (await statesOf(world, jobIds)).filter(({ state }) =>
      fault.becomes === "either" ? !["open", "recovered"].includes(state) : state !== fault.becomes,
    );
    found.push(...wrong.map(({ id, state }) => `${id} is ${state} in the place of ${fault.becomes}`));
    desk.supabase.rule = undefined;
    await registerFunctions(desk.url, { cancelled: () => false });
    found.push(...(await retryWhatIsOpen(world, jobIds)));
    const { attempts, halves } = await readLedger(sql, jobIds);
    return { attempts, minutes, complaints: [...found, ...halves.map((id) => `written by halves: ${id}`)] };
  } finally {
    released.give();
    desk.supabase.rule = undefined;
    await registerFunctions(desk.url, { cancelled: () => false });
  }
}
