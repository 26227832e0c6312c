import type { AppAnswer } from "./app-client.ts";
import { parseRetryAfter } from "./durations.ts";
import type { RunError } from "./end-run.ts";
import { type Progress, readOpcodes, toRunError, UnsupportedAnswer } from "./opcodes.ts";
import type { Delay } from "./store.ts";

/** What is to happen after the app has answered a call. */
export type Verdict =
  | { kind: "completed"; output: unknown }
  | { kind: "failed"; error: RunError }
  | { kind: "retry"; error: RunError; after: Delay | null }
  | { kind: "progress"; progress: Progress; eager: boolean };

const EXCERPT_LENGTH = 500;

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads the answer to a call.
 *
 * The SDK answers 200 when the function returned, 206 with opcodes when it got further, and otherwise an
 * error: final when x-inngest-no-retry is true, to be tried again when it is not.
 *
 * @param lastAttempt whether this was the last attempt of the item
 */
export function readAnswer(answer: AppAnswer, lastAttempt: boolean): Verdict {
  const body = parseBody(answer.text);
  try {
    if (answer.status === 200) return { kind: "completed", output: body ?? null };
    if (answer.status === 206) return readProgress(body, answer, lastAttempt);
    if (answer.status === 201)
      throw new UnsupportedAnswer("streamed answers are not supported by this runner");
  } catch (error) {
    if (!(error instanceof UnsupportedAnswer)) throw error;
    return { kind: "failed", error: { name: error.name, message: error.message, stack: error.stack ?? "" } };
  }
  const excerpt = answer.text.slice(0, EXCERPT_LENGTH);
  const error = toRunError(body, `the app answered ${answer.status}${excerpt ? `: ${excerpt}` : ""}`);
  if (lastAttempt || answer.headers["x-inngest-no-retry"] === "true") return { kind: "failed", error };
  return { kind: "retry", error, after: parseRetryAfter(answer.headers["retry-after"]) };
}

function readProgress(body: unknown, answer: AppAnswer, lastAttempt: boolean): Verdict {
  const progress = readOpcodes(body, lastAttempt);
  const { retry } = progress;
  if (retry && progress.results.length + progress.planned.length + progress.sleeps.length > 0) {
    throw new UnsupportedAnswer("a StepError came together with other opcodes");
  }
  if (retry) return { kind: "retry", error: retry, after: parseRetryAfter(answer.headers["retry-after"]) };
  if (progress.completed) return { kind: "completed", output: progress.completed.output };
  // Version 1 is what the SDK says when the function turned optimizeParallelism off.
  const eager = progress.racing || answer.headers["x-inngest-req-version"] === "1";
  return { kind: "progress", progress, eager };
}
