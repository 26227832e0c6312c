import { z } from "zod";
import { log } from "~/lib/log.server";
import { errorOfRun } from "~/lib/runs/run-verdict";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { recordFailedRun } from "./record-run.server";

/** Failures that are written at the same time. */
const SIDE_BY_SIDE = 5;
const UNKNOWN_JOB = "unknown";

/** An `inngest/function.failed` as it came: Inngest's own, or of anybody who may send events. */
export interface ReportedEvent {
  id?: string | undefined;
  name: string;
  data?: unknown;
}

/** What became of the reports of one batch, in numbers. */
export interface Captured {
  recorded: number;
  /** Recorded before, by this report or another of the same run. */
  known: number;
  /** Of the desk's own functions. */
  own: number;
  /** Not what Inngest sends: recorded as far as it can be read. */
  malformed: number;
}

/** A report that the database would not take, or could not. */
interface CaptureFailure {
  run_id: string;
  err: unknown;
}

const text = z.string().min(1).optional().catch(undefined);
const event = z.record(z.string(), z.unknown()).optional().catch(undefined);
const reportSchema = z.object({
  function_id: text,
  run_id: text,
  event,
  events: z.array(z.unknown()).optional().catch(undefined),
  error: z.unknown(),
});

interface Read {
  functionId: string | undefined;
  runId: string;
  event: unknown;
  error: ReturnType<typeof errorOfRun>;
  isMalformed: boolean;
}

/** Reads a report as far as it goes. Without the event that the run was for, the report itself is kept. */
function readReport(report: ReportedEvent): Read | null {
  const said = reportSchema.safeParse(report.data).data;
  const first = event.parse(said?.events?.[0]);
  const cause = said?.event ?? first;
  // Its own id is the run's, as Inngest sends it.
  const runId = said?.run_id ?? report.id;
  if (runId === undefined) return null;
  return {
    functionId: said?.function_id,
    runId,
    event: cause ?? report,
    error: errorOfRun(said?.error),
    isMalformed: said?.function_id === undefined || said.run_id === undefined || cause === undefined,
  };
}

/** The type of a job by the function that does it: its id without the app's, where that is known. */
export function jobTypeOf(functionId: string | undefined, apps: readonly string[]): string {
  if (functionId === undefined) return UNKNOWN_JOB;
  // The longest first: an app's id may begin with another's.
  const prefixes = apps.map((app) => `${app}-`).sort((a, b) => b.length - a.length);
  const prefix = prefixes.find((one) => functionId.startsWith(one) && functionId !== one) ?? "";
  return functionId.slice(prefix.length);
}

/**
 * Takes the reports of failed runs into the dead-letter queue. One run is one failed job, however often it is reported; the
 * failure of an attempt goes to its failed job. A report that is not what it should be is kept as far as it can be read.
 *
 * @returns how many of each there were, and which could not be written
 */
export async function captureFailedRuns(
  db: ServiceClient,
  reports: readonly ReportedEvent[],
  { ownFunctionIds, apps }: { ownFunctionIds: ReadonlySet<string>; apps: readonly string[] },
): Promise<Captured & { failures: CaptureFailure[] }> {
  const captured = { recorded: 0, known: 0, own: 0, malformed: 0, failures: [] as CaptureFailure[] };
  const waiting = [...reports];
  const capture = async (report: ReportedEvent) => {
    const read = readReport(report);
    if (read?.functionId !== undefined && ownFunctionIds.has(read.functionId)) {
      captured.own += 1;
      return;
    }
    if (!read || read.isMalformed) {
      captured.malformed += 1;
      log().warn(
        { report_id: report.id, kept: read !== null },
        "a failed run was reported in an unknown form",
      );
    }
    if (!read) return;
    const { runId, functionId, event, error } = read;
    const jobType = jobTypeOf(functionId, apps);
    try {
      // How often it was tried, Inngest does not say.
      const { result } = await recordFailedRun(db, { runId, jobType, event, error, retryCount: 0 });
      captured[result === "already_recorded" ? "known" : "recorded"] += 1;
    } catch (err) {
      captured.failures.push({ run_id: runId, err });
    }
  };
  const work = async () => {
    for (let report = waiting.shift(); report; report = waiting.shift()) await capture(report);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return captured;
}
