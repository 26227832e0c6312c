import { type Inngest, NonRetriableError, RetryAfterError } from "inngest";
import { beginRun, recordAttemptSucceeded, recordFailedRun } from "~/lib/failed-jobs/record-run.server";
import {
  generateVariant,
  keepGeneration,
  type VariantResult,
} from "~/lib/generation/generate-variant.server";
import { type SongProvider, SongProviderError } from "~/lib/generation/index.server";
import { notMadeError } from "~/lib/generation/not-made.server";
import { retriesOf } from "~/lib/generation/retries.server";
import { RETRIES } from "~/lib/generation/run-bounds";
import { generationRequestedData } from "~/lib/outbox/event-catalogue";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** What the function works with: a client is made for each step, since a run may span days and servers. */
export interface GenerateSongParts {
  createDb: () => ServiceClient;
  provider: SongProvider;
  /** Songs that are made at the same time, by all servers together: what the provider bears. */
  concurrency: number;
}

/**
 * Says to Inngest what a provider's error means for the next try. The name stays the provider's: it is what staff
 * see as the kind of failure.
 */
function forInngest(error: unknown): unknown {
  if (!(error instanceof SongProviderError)) return error;
  if (!error.retriable) {
    return Object.assign(new NonRetriableError(error.message, { cause: error }), { name: error.name });
  }
  if (error.retryAfterSeconds !== undefined) {
    const later = new RetryAfterError(error.message, error.retryAfterSeconds * 1000, { cause: error });
    return Object.assign(later, { name: error.name });
  }
  return error;
}

/** Seconds that the provider wants to be left alone. */
function pauseAfter(error: unknown): number {
  return error instanceof SongProviderError ? Math.ceil(error.retryAfterSeconds ?? 0) : 0;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** One sentence for several failed variants; the same one twice is said once. */
function inOneSentence(failures: Error[]): string {
  return [...new Set(failures.map((failure) => failure.message))].join("; ");
}

/**
 * The function that makes an order's variants, each as a step of its own, so that one variant's failure neither stops
 * nor repeats another. When it has used up its retries the failure lands in the dead-letter queue.
 */
export function createGenerateSong(inngest: Inngest, { createDb, provider, concurrency }: GenerateSongParts) {
  return inngest.createFunction(
    {
      id: "generate-song",
      name: "Generate song",
      retries: RETRIES,
      concurrency: { limit: concurrency },
      triggers: [{ event: "song/generation.requested" }],
      onFailure: async ({ event, error, step }) => {
        await step.run("record-failed-run", async () =>
          recordFailedRun(createDb(), {
            runId: event.data.run_id,
            jobType: "song_generation",
            event: event.data.event,
            error: { name: error.name, message: error.message, stack: error.stack },
            retryCount: await retriesOf(createDb(), event.data.event.id, error.name),
          }),
        );
      },
    },
    async ({ event, step, runId, attempt }) => {
      const parsed = generationRequestedData.safeParse(event.data);
      const eventId = event.id;
      if (!parsed.success || eventId === undefined) {
        throw new NonRetriableError(
          `The event is not a request for songs: ${parsed.error?.message ?? "it has no id"}`,
        );
      }
      const { order_id: orderId, variant_numbers: variantNumbers, attempt: deskAttempt, brief } = parsed.data;
      // An id that Inngest has forgotten after 24 hours may come a second time.
      if (!(await step.run("begin-run", () => beginRun(createDb(), { eventId, runId, orderId }))))
        return "already_run";

      const results = await Promise.allSettled(
        variantNumbers.map((variantNumber) =>
          step.run(`generate-variant-${variantNumber}`, async (): Promise<VariantResult> => {
            const tryNumber = (deskAttempt ?? 0) * (RETRIES + 1) + attempt;
            const request = { orderId, variantNumber, eventId, tryNumber, brief };
            try {
              return await generateVariant(createDb(), provider, request);
            } catch (error) {
              // Stopped, given up or taken over meanwhile: it is nobody's failure any more.
              const keeps = await keepGeneration(createDb(), request, pauseAfter(error)).catch(() => true);
              if (!keeps) return "ended";
              throw forInngest(error);
            }
          }),
        ),
      );
      const failures = results.flatMap((result, index) => {
        if (result.status === "rejected") return [asError(result.reason)];
        return notMadeError(result.value, variantNumbers[index] ?? 0, deskAttempt !== undefined) ?? [];
      });
      const [first] = failures;
      if (first) {
        // Each variant has had its retries: the run ends here.
        const exhausted = new NonRetriableError(inOneSentence(failures), { cause: first });
        throw Object.assign(exhausted, { name: first.name, stack: first.stack });
      }

      if (deskAttempt !== undefined) {
        await step.run("record-success", () => recordAttemptSucceeded(createDb(), eventId, runId));
      }
      return Object.fromEntries(
        results.map((result, index) => [
          String(variantNumbers[index]),
          result.status === "fulfilled" ? result.value : "failed",
        ]),
      );
    },
  );
}
