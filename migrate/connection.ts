import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type ReservedSql } from "postgres";

/** One session: the lock and the settings are its own. */
export type Session = ReservedSql;

/** What is wrong and what to do about it, in words for a person. Nothing else is said of it. */
export class MigrateError extends Error {
  override readonly name = "MigrateError";
}

/** Held by whoever changes the schema. Also by the local stack while it prepares a database. */
const SETUP_LOCK = 7_376_251;

/**
 * How long a statement waits for a table, ms. Writes of the shop queue behind it for as long. Half of PostgreSQL's
 * deadlock_timeout: in a deadlock with the shop it is always this side that gives way.
 */
const LOCK_WAIT_MS = 500;

/** How often, and after which pauses, a lock is asked for again. */
export interface Patience {
  tries: number;
  pauseMs: (attempt: number) => number;
}

/** About five minutes. A pause is never shorter than the wait before it, so that the shop's writes get through. */
export const PATIENT: Patience = {
  tries: 60,
  pauseMs: (attempt) => Math.min(LOCK_WAIT_MS * 1.5 ** (attempt - 1), 5_000) + Math.random() * 250,
};

/** lock_not_available, deadlock_detected, serialization_failure. */
const IN_THE_WAY = new Set(["55P03", "40P01", "40001"]);

/** Whether it was another transaction that was in the way, so that trying again may help. */
export const isInTheWay = (error: unknown) =>
  error instanceof postgres.PostgresError && IN_THE_WAY.has(error.code);

/**
 * Opens a session that waits for no lock for long, and ends no statement for taking long.
 *
 * @throws MigrateError when the database cannot be reached
 */
export async function connect(
  databaseUrl: string,
): Promise<{ session: Session; close: () => Promise<void> }> {
  const sql = postgres(databaseUrl, {
    max: 1,
    connect_timeout: 10,
    // A connection that is replaced has lost the lock.
    max_lifetime: null,
    onnotice: () => {},
    connection: { application_name: "reprise migrate" },
  });
  try {
    const session = await sql.reserve();
    await session.unsafe(
      `set lock_timeout = ${LOCK_WAIT_MS}; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;
       set check_function_bodies = off`,
    );
    const close = async () => {
      session.release();
      await sql.end({ timeout: 5 });
    };
    return { session, close };
  } catch (error) {
    await sql.end({ timeout: 1 });
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrateError(`The database can't be reached (${reason}). Check DATABASE_URL.`);
  }
}

/** Waits until no other process changes the schema, without a transaction that would hold up an index of that one. */
export async function takeTurn(session: Session, log: (line: string) => void): Promise<void> {
  for (let asked = 0; ; asked++) {
    const [row] = await session<{ mine: boolean }[]>`select pg_try_advisory_lock(${SETUP_LOCK}) as mine`;
    if (row?.mine) return;
    if (asked === 0) log("Another process is changing this database's schema. Waiting for it.");
    await sleep(200);
  }
}

async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.unsafe("begin");
  try {
    const result = await work();
    await session.unsafe("commit");
    return result;
  } catch (error) {
    // Without a connection there is nothing to roll back.
    await session.unsafe("rollback").catch(() => {});
    throw error;
  }
}

/**
 * Does something in one transaction, and again when a lock was in the way.
 *
 * @throws what `work` throws, and the error of the last try when a lock stayed in the way
 */
export async function briefly<T>(
  session: Session,
  work: () => Promise<T>,
  patience: Patience = PATIENT,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(session, work);
    } catch (error) {
      if (!isInTheWay(error) || attempt >= patience.tries) throw error;
      await sleep(patience.pauseMs(attempt));
    }
  }
}
