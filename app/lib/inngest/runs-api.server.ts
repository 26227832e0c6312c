import { z } from "zod";
import { env } from "~/lib/env.server";
import { log } from "~/lib/log.server";
import type { SeenRun } from "~/lib/runs/run-verdict";
import type { AskInngest } from "~/lib/runs/watch-runs.server";

const TIMEOUT_MS = 5_000;
const CLOUD = "https://api.inngest.com";

const STATUS: Record<string, SeenRun["status"]> = {
  COMPLETED: "completed",
  FAILED: "failed",
  CANCELLED: "cancelled",
};
/** An end is one with its time: the older address says "Completed" of a run that sleeps. */
const statusOf = (status: string, endedAt: string | null) =>
  endedAt === null ? "active" : (STATUS[status.toUpperCase()] ?? "active");

const withOutput = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        status: z.string(),
        endedAt: z.string().nullish(),
        output: z.unknown().optional(),
        function: z.object({ id: z.string() }).optional(),
      }),
    )
    .nullish(),
});
const withoutOutput = z.object({
  data: z.array(
    z.object({
      run_id: z.string(),
      status: z.string(),
      ended_at: z.string().nullish(),
      output: z.unknown(),
    }),
  ),
});

function baseUrl(): string {
  const { INNGEST_DEV, INNGEST_BASE_URL } = env();
  return INNGEST_DEV ?? INNGEST_BASE_URL ?? CLOUD;
}

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const { INNGEST_SIGNING_KEY } = env();
  const response = await fetch(`${baseUrl()}${path}`, {
    headers: INNGEST_SIGNING_KEY ? { authorization: `Bearer ${INNGEST_SIGNING_KEY}` } : {},
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  const body: unknown = response.ok ? JSON.parse(text) : null;
  return { status: response.status, body };
}

/**
 * The runs of an event.
 *
 * @param internalId as Inngest answered it when it took the event
 * @throws when Inngest does not answer, or answers something else
 */
async function runsOf(internalId: string): Promise<SeenRun[]> {
  const id = encodeURIComponent(internalId);
  const whole = await ask(`/api/v2/events/${id}/runs?includeOutput=true`);
  if (whole.status === 200) {
    return (withOutput.parse(whole.body).data ?? []).map((run) => ({
      id: run.id,
      functionId: run.function?.id ?? null,
      status: statusOf(run.status, run.endedAt ?? null),
      endedAt: run.endedAt ?? null,
      output: run.output,
    }));
  }
  // A server that is older: its answers are kept for 15 s, for each address.
  const older = await ask(`/v1/events/${id}/runs?at=${Date.now()}`);
  if (older.status !== 200)
    throw new Error(`Inngest answered ${older.status} when asked for an event's runs`);
  return withoutOutput.parse(older.body).data.map((run) => ({
    id: run.run_id,
    functionId: null,
    status: statusOf(run.status, run.ended_at ?? null),
    endedAt: run.ended_at ?? null,
    output: run.output,
  }));
}

/**
 * Tells a dev server which functions there are, as its own look at the app would: one that was restarted without memory
 * takes events and runs nothing. A hosted Inngest keeps its apps; there it is in the log.
 */
export async function registerApp(): Promise<void> {
  const { INNGEST_DEV, HOST, PORT } = env();
  if (INNGEST_DEV === undefined) {
    log().warn("Inngest has no run of an event: sync the app there if its functions are missing");
    return;
  }
  const host = HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  try {
    const response = await fetch(`http://${host}:${PORT}/api/inngest`, {
      method: "PUT",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`answered ${response.status}`);
  } catch (err) {
    log().warn({ err }, "the functions could not be registered with the Inngest dev server");
  }
}

export const askInngest: AskInngest = { runsOf, register: registerApp };
