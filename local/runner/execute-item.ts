import { advanceRun, endItem, wakeItem } from "./advance-run.ts";
import { type AppAnswer, NoAnswer, postToApp } from "./app-client.ts";
import { tooManySteps, tooMuchState } from "./limits.ts";
import { type QueueItem, returnItem } from "./queue.ts";
import { readAnswer, readOwnError, type Verdict } from "./read-answer.ts";
import { callBody, callUrl, loadRun } from "./run-state.ts";
import type { Store } from "./store.ts";

export interface ExecutorOptions {
  /** How long to wait after the given failed attempt (0 is the first), in milliseconds. */
  backoffMs(attempt: number): number;
  /** Whether a call that no app heard counts as a try, as it does with the genuine server. */
  refusalsAreTries(): boolean;
  /** After how many milliseconds a call that is not answered is given up. */
  callLimitMs: number;
  log(line: string): void;
}

/** An app that restarts is back within seconds; there is no use in waiting longer between two looks. */
const REFUSAL_BACKOFF_CAP_MS = 5_000;
const REFUSAL_BACKOFF_START_MS = 250;

/**
 * Does one item of the queue and stores what came of it.
 *
 * @param signal aborts a call under way; the item is then given back as it was
 * @throws only when the database fails; the lease then runs out and the item is done again
 */
export async function executeItem(
  store: Store,
  item: QueueItem,
  { backoffMs, refusalsAreTries, callLimitMs, log }: ExecutorOptions,
  signal: AbortSignal,
): Promise<void> {
  if (item.kind === "sleep") return wakeItem(store, item);
  const run = await loadRun(store, item);
  if (!run) {
    return apply(readOwnError(`function "${item.functionId}" is not registered`, true));
  }
  const over = tooManySteps(run);
  if (over) return apply(over);
  const lastAttempt = item.attempt + 1 >= run.maxAttempts;
  let answer: AppAnswer;
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(callLimitMs)]);
    answer = await postToApp(callUrl(run, item), callBody(run, item), inTime);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (signal.aborted) return returnItem(store, item, { afterMs: 0 }, "nothing");
    if (!error.delivered && !refusalsAreTries()) {
      const afterMs = Math.min(REFUSAL_BACKOFF_START_MS * 2 ** item.refusals, REFUSAL_BACKOFF_CAP_MS);
      log(`run ${item.runId} of ${item.functionId}: ${error.message}; again in ${afterMs} ms`);
      return returnItem(store, item, { afterMs }, "refusal");
    }
    return apply(readOwnError(error.message, lastAttempt));
  }
  const verdict = readAnswer(answer, lastAttempt);
  return apply((verdict.kind === "progress" && tooMuchState(run, verdict.progress)) || verdict);

  async function apply(verdict: Verdict): Promise<void> {
    switch (verdict.kind) {
      case "completed":
        return endItem(store, item, { status: "Completed", output: verdict.output });
      case "progress":
        return advanceRun(store, item, verdict.progress, verdict.eager);
      case "failed":
        log(`run ${item.runId} of ${item.functionId} failed: ${verdict.error.message}`);
        return endItem(store, item, { status: "Failed", error: verdict.error, output: verdict.output });
      case "retry": {
        const delay = verdict.after ?? { afterMs: backoffMs(item.attempt) };
        log(`run ${item.runId} of ${item.functionId}, attempt ${item.attempt + 1}: ${verdict.error.message}`);
        return returnItem(store, item, delay, "attempt");
      }
    }
  }
}
