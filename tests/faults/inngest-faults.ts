import type { Sql } from "postgres";
import { makeFailures } from "./failures.ts";
import type { HttpGate } from "./http-gate.ts";
import { complaints, settle } from "./ledger.ts";
import { never, signal, until } from "./until.ts";
import type { World } from "./world.ts";

/** What may be wrong with Inngest, as the web server sees it. */
export const INNGEST_FAULTS = [
  "refuses connections",
  "answers 500",
  "hangs",
  "answers slowly",
  "loses the answer after accepting",
] as const;
export type InngestFault = (typeof INNGEST_FAULTS)[number];

/** A fault under way. */
interface Fault {
  /** Fulfilled when the fault has met an event at least once. */
  struck: () => Promise<unknown>;
  heal: () => Promise<void>;
}

const isSend = (path: string) => path.startsWith("/e/");

/** Waits until the relay has noted that it could not send each of these. */
const untilPutBack = (sql: Sql, jobIds: string[]) =>
  until("the relay has noted why it could not send", async () => {
    const [row] = await sql<{ noted: number }[]>`
      select count(*)::int as noted from desk.outbox_events
      where data ->> 'failed_job_id' = any (${jobIds}) and last_error is not null`;
    return row?.noted === jobIds.length;
  });

async function begin(fault: InngestFault, gate: HttpGate, sql: Sql, jobIds: string[]): Promise<Fault> {
  const met = signal();
  const heal = async () => gate.heal();
  switch (fault) {
    case "refuses connections":
      await gate.refuse();
      return { struck: () => untilPutBack(sql, jobIds), heal: () => gate.accept() };
    case "answers 500":
      gate.rule = ({ path }) => (isSend(path) ? { status: 500 } : undefined);
      return { struck: () => untilPutBack(sql, jobIds), heal };
    case "hangs":
      gate.rule = ({ path }) => {
        if (!isSend(path)) return undefined;
        met.give();
        return { before: () => never };
      };
      return { struck: () => met.promise, heal };
    case "answers slowly": {
      const later = signal();
      gate.rule = ({ path }) => {
        if (!isSend(path)) return undefined;
        met.give();
        return { after: () => later.promise };
      };
      return { struck: () => met.promise, heal: async () => later.give() };
    }
    case "loses the answer after accepting":
      gate.rule = ({ path }) => {
        if (!isSend(path)) return undefined;
        met.give();
        return { loseAnswer: true };
      };
      return { struck: () => met.promise, heal };
  }
}

/** What a fault came to. */
export interface InngestReport {
  attempts: number;
  complaints: string[];
}

/**
 * Breaks Inngest, clicks Retry on some failures, mends it again. The operator is answered before it is mended, and
 * told that the retry is queued; every attempt is sent afterwards, and runs once.
 */
export async function inngestFault(
  world: World,
  fault: InngestFault,
  failures: number,
): Promise<InngestReport> {
  const { desk, operators, sql } = world;
  const jobIds = await makeFailures(sql, failures);
  const { struck, heal } = await begin(fault, desk.inngest, sql, jobIds);
  const clicks = Promise.all(
    jobIds.map((jobId, index) => desk.click(operators[index % 2 === 0 ? 0 : 1].cookie, jobId)),
  );
  // Mended whatever comes of the clicks: what is tried next must not meet this fault.
  const answers = await clicks
    .then(struck)
    .finally(heal)
    .then(() => clicks);
  const ledger = await settle(sql, jobIds);
  desk.inngest.rule = undefined;
  return {
    attempts: ledger.attempts,
    complaints: [
      ...complaints(ledger),
      ...answers
        .filter(({ status, body }) => status !== 202 || body.delivery !== "queued")
        .map(({ status, body }) => `the operator was told ${status} ${body.delivery ?? body.error?.code}`),
      ...(ledger.attempts === failures ? [] : [`${ledger.attempts} attempts for ${failures} failures`]),
    ],
  };
}
