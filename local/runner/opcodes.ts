import { z } from "zod";
import { parseSleep } from "./durations.ts";
import type { RunError } from "./end-run.ts";
import { isObject } from "./incoming-events.ts";
import type { Delay } from "./store.ts";

/** A step that has ended, for good: with data, or with an error that the function may catch. */
export type StepResult = { id: string; name: string } & ({ data: unknown } | { error: RunError });

/** What the opcodes of one answer ask for. */
export interface Progress {
  results: StepResult[];
  planned: { id: string; name: string }[];
  sleeps: { id: string; name: string; until: Delay }[];
  /** A step failed and has attempts left. */
  retry: RunError | null;
  /** The function returned. */
  completed: { output: unknown } | null;
  /** The function waits for the first of several steps, so it wants to be called after each one. */
  racing: boolean;
}

const opSchema = z.object({
  op: z.string(),
  id: z.string().min(1),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.object({ parallelMode: z.string().optional() }).nullish().catch(null),
});

/** An answer that this runner cannot act on; the run fails with it, at once. */
export class UnsupportedAnswer extends Error {
  override name = "UnsupportedAnswer";
}

/** Brings any thrown value, as the SDK serialised it, into the shape that onFailure receives. */
export function toRunError(value: unknown, fallback: string): RunError {
  const from = isObject(value) ? value : {};
  const text = (key: string) => (typeof from[key] === "string" && from[key] !== "" ? from[key] : undefined);
  const error: RunError = {
    name: text("name") ?? "Error",
    message: text("message") ?? text("error") ?? fallback,
    stack: text("stack") ?? "",
  };
  return from.cause === undefined ? error : { ...error, cause: from.cause };
}

/**
 * Reads the opcodes of a 206 answer.
 *
 * @param value the parsed body: one opcode or an array of them
 * @param lastAttempt whether the step has no attempt left, so that its error is its result
 * @throws UnsupportedAnswer for an opcode that this runner does not know, or a malformed one
 */
export function readOpcodes(value: unknown, lastAttempt: boolean): Progress {
  const parsed = z
    .array(opSchema)
    .min(1)
    .safeParse(Array.isArray(value) ? value : [value]);
  if (!parsed.success) throw new UnsupportedAnswer(`malformed opcodes: ${z.prettifyError(parsed.error)}`);
  const progress: Progress = {
    results: [],
    planned: [],
    sleeps: [],
    retry: null,
    completed: null,
    racing: false,
  };
  for (const op of parsed.data) {
    const step = { id: op.id, name: op.displayName ?? op.name ?? op.id };
    if (op.opts?.parallelMode === "race") progress.racing = true;
    switch (op.op) {
      case "StepRun":
      case "Step":
        progress.results.push({ ...step, data: op.data ?? null });
        break;
      case "StepPlanned":
        progress.planned.push(step);
        break;
      case "StepFailed":
      case "StepError": {
        const error = toRunError(op.error, `step "${step.name}" failed`);
        if (op.op === "StepFailed" || lastAttempt) progress.results.push({ ...step, error });
        else progress.retry = error;
        break;
      }
      case "Sleep": {
        const until = parseSleep(op.name ?? "");
        if (!until)
          throw new UnsupportedAnswer(`step "${step.name}" sleeps until "${op.name}", which is no time`);
        progress.sleeps.push({ ...step, until });
        break;
      }
      case "RunComplete":
        progress.completed = { output: op.data ?? null };
        break;
      default:
        throw new UnsupportedAnswer(
          `opcode "${op.op}" of step "${step.name}" is not supported by this runner`,
        );
    }
  }
  return progress;
}
