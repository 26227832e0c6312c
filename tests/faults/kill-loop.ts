import { type Draws, drawsOf } from "../../bench/dataset/random.ts";
import { makeFailures } from "./failures.ts";
import { armPoint, installCommitHold, KILL_POINTS, type KillPoint } from "./kill-points.ts";
import { complaints, settle } from "./ledger.ts";
import type { World } from "./world.ts";

/** What a number of kills came to. */
export interface KillReport {
  kills: Record<KillPoint, number>;
  clicks: number;
  /** Attempts that were committed, all of them accounted for. */
  attempts: number;
  /** From a restart until an event of the kill before it was accepted, at most, in milliseconds. */
  slowestMs: number;
  complaints: string[];
}

export interface KillOptions {
  /** How many at each point. */
  perPoint: number;
  seed: number;
  /** "wait": leases of killed relays last as long as they do; "end": at the end they are ended. */
  leases: "end" | "wait";
  log?: (line: string) => void;
}

/** Clicks that are under way when the server is killed. */
const CLICKS = 3;
/** A promise of reliability.md: after a restart every attempt has its event within this. */
const ACCEPTED_WITHIN_MS = 30_000;
/** A relay's turn and a server's start on a busy machine, on top of the lease of the relay that was killed. */
const SLACK_MS = 10_000;

interface Killed {
  jobIds: string[];
  restartedAt: number;
}

/** Kills the web server once, at a point, with clicks under way. @returns whether it was at that point */
async function killOnce(world: World, point: KillPoint, jobIds: string[], draws: Draws) {
  const { desk, operators, sql } = world;
  const nth = point === "before_commit" || point === "after_commit" ? 1 + draws.below(jobIds.length) : 1;
  const armed = await armPoint(point, { desk, sql, nth, variant: draws.below(6) });
  const clicks = jobIds.map((jobId, index) =>
    desk.click(operators[index % 2]?.cookie ?? "", jobId).catch(() => undefined),
  );
  const answers = Promise.all(clicks);
  const reached = await Promise.race([armed.reached.then(() => true), answers.then(() => false)]);
  await desk.kill();
  await armed.release();
  return { reached, answers: await answers };
}

/**
 * The longest time from a restart to the acceptance of an event of the kill before it. In a loop of kills an event may
 * be hit again, in the hands of the next server: each claim that came to nothing is a kill of its own, and counts so.
 */
async function slowestOf({ sql }: World, killed: Killed[]): Promise<number> {
  const accepted = await sql<{ job: string; at: Date; claims: number }[]>`
    select o.data ->> 'failed_job_id' as job, min(e.received_at) as at, max(o.attempts)::int as claims
    from inngest_runner.events e join desk.outbox_events o on o.event_id = e.key
    where o.data ? 'failed_job_id' group by 1`;
  const known = new Map(accepted.map(({ job, ...row }) => [job, row]));
  const times = killed.flatMap(({ jobIds, restartedAt }) =>
    jobIds.map((jobId) => {
      const { at, claims } = known.get(jobId) ?? { at: new Date(restartedAt), claims: 1 };
      return (at.getTime() - restartedAt) / Math.max(1, claims - 1);
    }),
  );
  return Math.max(0, ...times);
}

/**
 * Operators click Retry; the web server is killed at a random one of the four points; it is started again; and so on.
 * The database, the API and the runner go on. Each kill takes failures that have not been touched.
 */
export async function killLoop(world: World, options: KillOptions): Promise<KillReport> {
  const { sql, desk } = world;
  const { perPoint, seed, leases, log = () => {} } = options;
  await installCommitHold(sql);
  const draws = drawsOf("attempt", seed);
  const kills = { before_commit: 0, after_commit: 0, after_send: 0, before_mark: 0 };
  const killed: Killed[] = [];
  const acknowledged: string[] = [];
  const total = perPoint * KILL_POINTS.length;
  const allJobs: string[] = [];
  let done = 0;
  while (done < total) {
    const jobIds = await makeFailures(sql, CLICKS);
    allJobs.push(...jobIds);
    const point = draws.pick(KILL_POINTS.filter((candidate) => kills[candidate] < perPoint));
    const { reached, answers } = await killOnce(world, point, jobIds, draws);
    for (const answer of answers) {
      if (answer?.status === 202 && answer.body.event_id) acknowledged.push(answer.body.event_id);
    }
    if (reached) {
      kills[point] += 1;
      done += 1;
    }
    killed.push({ jobIds, restartedAt: Date.now() });
    await desk.start();
    if (reached && done % 50 === 0) log(`${done} of ${total} kills`);
  }
  const ledger = await settle(sql, allJobs, leases);
  const known = await sql<{ event_id: string }[]>`
    select event_id from desk.failed_job_attempts where event_id = any (${acknowledged})`;
  const slowestMs = await slowestOf(world, killed);
  return {
    kills,
    clicks: allJobs.length,
    attempts: ledger.attempts,
    slowestMs,
    complaints: [
      ...complaints(ledger),
      ...(known.length === acknowledged.length
        ? []
        : [`${acknowledged.length - known.length} clicks were answered yes and are not there`]),
      ...(slowestMs > ACCEPTED_WITHIN_MS + SLACK_MS ? [`an event took ${slowestMs} ms`] : []),
    ],
  };
}
