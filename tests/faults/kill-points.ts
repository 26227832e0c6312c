import type { Sql } from "postgres";
import type { Desk } from "./desk.ts";
import type { Passage, Rule, Treatment } from "./http-gate.ts";
import { never, signal, until } from "./until.ts";

/** Where a web server is killed between a click and the moment when its event is done with. */
export const KILL_POINTS = ["before_commit", "after_commit", "after_send", "before_mark"] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** A point that is set up; whoever has set it up kills the server when it is reached. */
export interface ArmedPoint {
  /** Fulfilled when the server stands exactly there. It gets no further. */
  reached: Promise<unknown>;
  /** After the kill, or when the point was not reached: lets the database go on. */
  release(): Promise<void>;
}

/** How one point is passed by: what to do with the nth request of a kind. */
function onNth(count: number, matches: (passage: Passage) => boolean, treat: Treatment): Rule {
  let seen = 0;
  return (passage) => {
    if (!matches(passage)) return undefined;
    seen += 1;
    return seen === count ? treat : undefined;
  };
}

const isRpc = (name: string) => (passage: Passage) => passage.path.endsWith(`/rpc/${name}`);
/** The claim that follows a click; the timer's claims name no events. */
const isOwnClaim = (passage: Passage) =>
  isRpc("claim_outbox_events")(passage) && passage.body.includes("failed-job:");
const isSend = ({ method, path }: Passage) => method === "POST" && path.startsWith("/e/");

function atGate(
  desk: Desk,
  gate: "supabase" | "inngest",
  rule: (hold: () => Promise<never>) => Rule,
): ArmedPoint {
  const { promise, give } = signal();
  desk[gate].rule = rule(() => {
    give();
    return never;
  });
  return {
    reached: promise,
    release: async () => desk[gate].heal(),
  };
}

/** Names the lock by which the test holds transactions just before their commit. */
const COMMIT_LOCK = 7_231_004;

/**
 * Installs in the test's database what holds a retry's transaction at its very end: a deferred constraint trigger runs
 * when COMMIT has been asked for and is not done yet. It does nothing while the test does not hold the lock.
 */
export async function installCommitHold(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema if not exists faults;
    create or replace function faults.hold_commit() returns trigger language plpgsql set search_path = '' as $$
    begin
      perform pg_advisory_xact_lock_shared(${COMMIT_LOCK});
      return null;
    end $$;
    drop trigger if exists hold_commit on desk.failed_job_attempts;
    create constraint trigger hold_commit after insert on desk.failed_job_attempts
      deferrable initially deferred for each row execute function faults.hold_commit();`);
}

const waiting = (sql: Sql) => sql<{ pid: number }[]>`
  select pid from pg_locks where locktype = 'advisory' and objid = ${COMMIT_LOCK} and not granted`;

/** @param ends how the transaction ends that has lost its server: a commit under way, or undone */
async function beforeCommit(sql: Sql, nth: number, ends: "committed" | "undone"): Promise<ArmedPoint> {
  const keeper = await sql.reserve();
  await keeper`select pg_advisory_lock(${COMMIT_LOCK})`;
  let armed = true;
  const reached = until(
    "transactions wait for their commit",
    async () => !armed || (await waiting(sql)).length >= nth,
  );
  return {
    reached,
    release: async () => {
      armed = false;
      await reached;
      if (ends === "undone") {
        // Behind the first that is undone the next click may have waited for the row, and comes to its commit now.
        await until("they are undone", async () => {
          const pids = (await waiting(sql)).map(({ pid }) => pid);
          for (const pid of pids) await sql`select pg_cancel_backend(${pid})`;
          return pids.length === 0;
        });
      }
      await keeper`select pg_advisory_unlock(${COMMIT_LOCK})`;
      keeper.release();
    },
  };
}

/**
 * Sets up a point on a web server.
 *
 * @param nth at which pass, from 1
 * @param variant chooses among the moments that have the same name, from 0
 */
export async function armPoint(
  point: KillPoint,
  { desk, sql, nth, variant }: { desk: Desk; sql: Sql; nth: number; variant: number },
): Promise<ArmedPoint> {
  switch (point) {
    case "before_commit":
      return beforeCommit(sql, nth, variant % 2 === 0 ? "committed" : "undone");
    case "after_commit":
      switch (variant % 3) {
        case 0: // Committed, and the server has not heard of it.
          return atGate(desk, "supabase", (hold) => onNth(nth, isRpc("retry_failed_job"), { after: hold }));
        case 1: // The server has heard, and is about to claim the event.
          return atGate(desk, "supabase", (hold) => onNth(nth, isOwnClaim, { before: hold }));
        default: // The event is claimed, and the server has not heard of it: nobody may send it before the lease ends.
          return atGate(desk, "supabase", (hold) => onNth(nth, isOwnClaim, { after: hold }));
      }
    case "after_send": // Inngest has accepted, and the server has not heard of it.
      return atGate(desk, "inngest", (hold) => onNth(nth, isSend, { after: hold }));
    case "before_mark": // The server has heard, and is about to mark the events as sent.
      return atGate(desk, "supabase", (hold) => onNth(nth, isRpc("mark_outbox_sent"), { before: hold }));
  }
}
