import type { AppAnswer } from "./app-client.ts";
import { parseRetryAfter } from "./durations.ts";
import type { RunError } from "./end-run.ts";
import { type Progress, readOpcodes, type StepResult, toRunError, UnsupportedAnswer } from "./opcodes.ts";
import type { Delay } from "./store.ts";

/** What is to happen after the app has answered a call. */
export type Verdict =
  | { kind: "completed"; output: unknown }
  | { kind: "failed"; error: RunError; output: unknown }
  | { kind: "retry"; error: RunError; after: Delay | null }
  | { kind: "progress"; progress: Progress; eager: boolean };

/** The greatest step, and the greatest answer (inngest pkg/consts: MaxStepOutputSize, MaxSDKResponseBodySize). */
const STEP_LIMIT_BYTES = 4 * 1024 * 1024;
const BODY_LIMIT_BYTES = 2 * STEP_LIMIT_BYTES;

/** As much of what a proxy said as the genuine server keeps (inngest pkg/execution/state, FatalUpstreamError). */
const UPSTREAM_LIMIT = 8_192;

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads that no answer came. The genuine server hands its own words on as JSON within the message, and so does this one
 * (inngest pkg/execution/executor, executeDriverV1; pkg/execution/state, StandardError).
 *
 * @param lastAttempt whether this was the last attempt of the item
 */
export function readOwnError(message: string, lastAttempt: boolean, name = "Error"): Verdict {
  const said = name === "Error" ? message : `${name}: ${message}`;
  const output = JSON.stringify({ error: { error: said, name, message } });
  const error = { error: name === "Error" ? message : name, name: "Error", message: output, stack: "" };
  return lastAttempt ? { kind: "failed", error, output } : { kind: "retry", error, after: null };
}

/** What stands in for an answer that came from something before the app, or from an app in trouble. */
function upstreamError({ status, text, headers }: AppAnswer): RunError {
  const message = `Your server returned HTTP ${status} before the SDK responded.`;
  const detail =
    "No step output was produced before the request failed — this can mean a proxy or load balancer in front of your " +
    "app returned an error, or your app was unable to respond.";
  const rest = text.length > UPSTREAM_LIMIT ? "\n… (truncated)" : "";
  const type = headers["content-type"] || "unknown content-type";
  const stack = text
    ? `${detail}\n\nUpstream response (${type}):\n${text.slice(0, UPSTREAM_LIMIT)}${rest}`
    : detail;
  return { error: message, name: "Server returned a fatal error", message, stack };
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
  if (Buffer.byteLength(answer.text) > BODY_LIMIT_BYTES) {
    const message = "Your function's response body exceeds the maximum size limit";
    return readOwnError(message, lastAttempt, "output_too_large");
  }
  const fromApp = answer.headers["x-inngest-sdk"] !== undefined;
  if (answer.status >= 200 && answer.status < 300 && !fromApp) {
    return readOwnError("The response did not come from an Inngest SDK", lastAttempt, "not_sdk");
  }
  const body = parseBody(answer.text);
  try {
    if (answer.status === 200) return { kind: "completed", output: body ?? null };
    if (answer.status === 206) return readProgress(body, answer, lastAttempt);
    if (answer.status === 201)
      throw new UnsupportedAnswer("streamed answers are not supported by this runner");
  } catch (error) {
    if (!(error instanceof UnsupportedAnswer)) throw error;
    const { name, message, stack = "" } = error;
    return { kind: "failed", error: { name, message, stack }, output: { name, message, stack } };
  }
  const noRetry = answer.headers["x-inngest-no-retry"] === "true";
  const own = noRetry ? "NonRetriableError" : `invalid status code: ${answer.status}`;
  const error = fromApp ? { error: own, ...toRunError(body, own) } : upstreamError(answer);
  if (lastAttempt || noRetry) return { kind: "failed", error, output: fromApp ? body : error };
  return { kind: "retry", error, after: parseRetryAfter(answer.headers["retry-after"]) };
}

/** What a step takes of what a run may keep, in bytes. */
export function sizeOf(result: StepResult): number {
  return Buffer.byteLength(JSON.stringify("data" in result ? result.data : result.error));
}

function readProgress(body: unknown, answer: AppAnswer, lastAttempt: boolean): Verdict {
  const progress = readOpcodes(body, lastAttempt);
  const { retry } = progress;
  if (progress.results.some((result) => sizeOf(result) > STEP_LIMIT_BYTES)) {
    return readOwnError("step output size is greater than the limit", lastAttempt);
  }
  if (retry && progress.results.length + progress.planned.length + progress.sleeps.length > 0) {
    throw new UnsupportedAnswer("a StepError came together with other opcodes");
  }
  if (retry) return { kind: "retry", error: retry, after: parseRetryAfter(answer.headers["retry-after"]) };
  if (progress.completed) return { kind: "completed", output: progress.completed.output };
  // Version 1 is what the SDK says when the function turned optimizeParallelism off.
  const eager = progress.racing || answer.headers["x-inngest-req-version"] === "1";
  return { kind: "progress", progress, eager };
}
