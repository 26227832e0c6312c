import { type Inngest, NonRetriableError } from "inngest";
import {
  type Captured,
  captureFailedRuns,
  type ReportedEvent,
} from "~/lib/failed-jobs/capture-failed-runs.server";
import { log } from "~/lib/log.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** Reports that are taken in by one run, and how long the first of them waits for the others. */
const BATCH = { maxSize: 50, timeout: "2s" } as const;
const RETRIES = 10;

interface CaptureParts {
  createDb: () => ServiceClient;
  /** The desk's own functions, as Inngest names them: they record their failures by themselves. */
  ownFunctionIds: ReadonlySet<string>;
  /** The ids of the apps whose functions are heard, to leave them out of the names of jobs. */
  apps: readonly string[];
}

/**
 * Hears of every run of the environment that has failed for good, whoever's function it is. Without a step: a batch that is
 * taken in again finds what is recorded already.
 */
export function createCapture(inngest: Inngest, { createDb, ownFunctionIds, apps }: CaptureParts) {
  return inngest.createFunction(
    {
      id: "capture-failed-runs",
      name: "Capture failed runs",
      retries: RETRIES,
      batchEvents: BATCH,
      triggers: [{ event: "inngest/function.failed" }],
    },
    async ({ events, attempt }): Promise<Captured> => {
      // Other people's events: nothing about them is certain.
      const reports: readonly ReportedEvent[] = events;
      const { failures, ...captured } = await captureFailedRuns(createDb(), reports, {
        ownFunctionIds,
        apps,
      });
      if (captured.malformed > 0)
        log().warn(captured, "some failed runs were reported in a form that is not known");
      for (const failure of failures) {
        const line = { ...failure, tries: attempt + 1 };
        if (attempt < RETRIES) log().warn(line, "a failed run could not be recorded yet");
        else log().error(line, "a failed run could not be recorded");
      }
      if (failures.length === 0) return captured;
      const message = `${failures.length} of ${reports.length} failed runs could not be recorded`;
      throw attempt < RETRIES ? new Error(message) : new NonRetriableError(message);
    },
  );
}
