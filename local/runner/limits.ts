import type { Progress } from "./opcodes.ts";
import { readOwnError, sizeOf, type Verdict } from "./read-answer.ts";
import type { RunState } from "./run-state.ts";

/** What a run may come to (inngest pkg/consts: DefaultMaxStepLimit, DefaultMaxStateSizeLimit). */
const STEPS_LIMIT = 1_000;
const STATE_LIMIT_BYTES = 32 * 1024 * 1024;

/** The end of a run that has as many steps as a run may have; null for the others. */
export function tooManySteps({ steps }: RunState): Verdict | null {
  if (steps.length < STEPS_LIMIT) return null;
  const message = `The function run exceeded the step limit of ${STEPS_LIMIT} steps.`;
  return readOwnError(message, true, "InngestErrFunctionOverflowed");
}

/** The end of a run whose steps have returned more than a run may keep; null for the others. */
export function tooMuchState({ steps }: RunState, { results }: Progress): Verdict | null {
  const sizes = [
    ...steps.map(({ data, error }) => Buffer.byteLength(data ?? error ?? "")),
    ...results.map(sizeOf),
  ];
  if (sizes.reduce((sum, size) => sum + size, 0) <= STATE_LIMIT_BYTES) return null;
  const message = `The function run exceeded the state size limit of ${STATE_LIMIT_BYTES} bytes.`;
  return readOwnError(message, true, "InngestErrStateOverflowed");
}
