/** A run as Inngest tells of it. */
export interface SeenRun {
  id: string;
  /** The function's id within its app; null where Inngest does not say it. */
  functionId: string | null;
  status: "active" | "completed" | "failed" | "cancelled";
  /** ISO time; null while it has not ended. */
  endedAt: string | null;
  output: unknown;
}

export type Verdict =
  | { what: "active" | "missing" }
  | { what: "completed" | "failed" | "cancelled"; run: SeenRun };

/** A run that has just ended says so itself, through its own steps and handlers: so long it is given. */
const SAYS_SO_ITSELF_MS = 60_000;

/** Which end counts when several runs of one event have ended: what has to be told goes first. */
const ORDER = ["failed", "cancelled", "completed"] as const;

/**
 * What has become of an event, by the runs that Inngest has of it.
 *
 * @param functionId the function that does the event's work; runs of others who listen to it say nothing. Null where
 *   whoever listens does
 * @param runId the run that has begun the event's work, where one has
 */
export function verdictOf(
  runs: readonly SeenRun[],
  { functionId, runId, now }: { functionId: string | null; runId: string | null; now: Date },
): Verdict {
  const begun = runs.filter(({ id }) => id === runId);
  const does = (run: SeenRun) =>
    functionId === null || run.functionId === null || run.functionId === functionId;
  const ours = begun.length > 0 ? begun : runs.filter(does);
  if (ours.length === 0) return { what: "missing" };
  const isFresh = ({ status, endedAt }: SeenRun) =>
    status !== "cancelled" && endedAt !== null && now.getTime() - Date.parse(endedAt) < SAYS_SO_ITSELF_MS;
  if (ours.some((run) => run.status === "active" || isFresh(run))) return { what: "active" };
  for (const status of ORDER) {
    const run = ours.find((one) => one.status === status);
    if (run) return { what: status, run };
  }
  return { what: "missing" };
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** An error with a code is a service's, whose text says more than its message alone. */
const isTold = (value: unknown): value is Fields =>
  isFields(value) &&
  isText(value.message ?? value.error) &&
  value.code === undefined &&
  value.type === undefined;

/** The server wraps its own errors in texts of JSON and in objects within objects. */
function unwrapped(value: unknown, depth = 0): unknown {
  if (depth > 5) return value;
  if (isText(value) && /^\s*\{/.test(value)) {
    try {
      const inner = unwrapped(JSON.parse(value), depth + 1);
      return isTold(inner) ? inner : value;
    } catch {
      return value;
    }
  }
  if (isFields(value) && isFields(value.error)) return unwrapped(value.error, depth + 1);
  if (isFields(value) && isText(value.message) && /^\s*\{/.test(value.message)) {
    const inner = unwrapped(value.message, depth + 1);
    const isNamed = isTold(inner) && isText(inner.name) && inner.name !== "Error";
    if (isTold(inner)) return { stack: value.stack, ...inner, name: isNamed ? inner.name : value.name };
  }
  return value;
}

/** The error that a failed run ended with. */
export function errorOfRun(output: unknown): { name: string; message: string; stack?: string } {
  const error = unwrapped(output);
  if (isText(error)) return { name: "Error", message: error };
  const { name, stack, ...said } = isFields(error) ? error : ({} as Fields);
  const message = said.message ?? said.error;
  return {
    name: isText(name) ? name : "Error",
    message: isText(message) ? message : "Inngest says that the run failed, and not why.",
    ...(isText(stack) && { stack }),
  };
}
