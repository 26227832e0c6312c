import { makeFailures } from "./failures.ts";
import { complaints, settle } from "./ledger.ts";
import { signal } from "./until.ts";
import type { Operator, World } from "./world.ts";

/** What rounds of parallel clicks came to. */
export interface ClicksReport {
  rounds: number;
  clicks: number;
  attempts: number;
  refused: number;
  complaints: string[];
}

const CLICKS = 50;
/** Fifty at once take their time on a small machine that is busy; this is about who wins. */
const PATIENCE_MS = 60_000;

interface Click {
  by: Operator;
  status: number;
  code: string | undefined;
  message: string;
  state: string | undefined;
  attempt: number | undefined;
}

/** Two operators click Retry on one failure, 25 times each and all at once. */
async function clickTogether({ desk, operators }: World, jobId: string): Promise<Click[]> {
  // The run must not end while they click: then "recovered" would be the truth, and no race.
  const allRefused = signal();
  desk.inngest.rule = ({ path }) =>
    path.startsWith("/e/") ? { before: () => allRefused.promise } : undefined;
  let refused = 0;
  const clicks = Promise.all(
    Array.from({ length: CLICKS }, async (_, index) => {
      const by = operators[index % 2 === 0 ? 0 : 1];
      const { status, body } = await desk.click(by.cookie, jobId, {
        body: { version: 1 },
        patienceMs: PATIENCE_MS,
      });
      // Not counting the one who was not refused, who is answered after a moment whatever becomes of the event.
      if (status !== 202) refused += 1;
      if (refused === CLICKS - 1) allRefused.give();
      const { error } = body;
      const job = error?.facts?.job;
      return {
        by,
        status,
        code: error?.code,
        message: error?.message ?? "",
        state: job?.state,
        attempt: job?.attempt,
      };
    }),
  );
  return clicks.finally(() => desk.inngest.heal());
}

function complaintsOfRound(round: number, clicks: Click[]): string[] {
  const [winner, ...more] = clicks.filter(({ status }) => status === 202);
  if (!winner || more.length > 0)
    return [`round ${round}: ${more.length + (winner ? 1 : 0)} clicks were answered yes`];
  return clicks
    .filter((click) => click !== winner)
    .filter(
      ({ status, code, message, state, attempt }) =>
        status !== 409 ||
        code !== "already_retrying" ||
        !message.startsWith(`${winner.by.name} retried this`) ||
        state !== "retrying" ||
        attempt !== 1,
    )
    .map((click) => `round ${round}: a loser was told ${click.status} ${click.code}: ${click.message}`);
}

/**
 * Rounds of 50 parallel clicks by two operators on one failure: one attempt with one event id; the others are told who
 * was faster, and what the state is.
 */
export async function parallelClicks(
  world: World,
  rounds: number,
  log: (line: string) => void = () => {},
): Promise<ClicksReport> {
  const jobIds = await makeFailures(world.sql, rounds);
  const found: string[] = [];
  let refused = 0;
  for (const [index, jobId] of jobIds.entries()) {
    const clicks = await clickTogether(world, jobId);
    refused += clicks.filter(({ status }) => status === 409).length;
    found.push(...complaintsOfRound(index + 1, clicks));
    if ((index + 1) % 20 === 0) log(`${index + 1} of ${rounds} rounds`);
  }
  const ledger = await settle(world.sql, jobIds);
  const extra = ledger.attempts - jobIds.length;
  return {
    rounds,
    clicks: rounds * CLICKS,
    attempts: ledger.attempts,
    refused,
    complaints: [
      ...found,
      ...complaints(ledger),
      ...(extra === 0 ? [] : [`${ledger.attempts} attempts for ${jobIds.length} failures`]),
    ],
  };
}
