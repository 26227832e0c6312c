import type { Inngest } from "inngest";
import { expect, test } from "vitest";
import { createCleanUp } from "../../app/lib/inngest/clean-up.server.ts";
import { createWatch } from "../../app/lib/inngest/watch.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { nextRun } from "../../local/runner/cron.ts";
import { connectDesk } from "./desk.ts";
import { startOwnStack } from "./own-stack.ts";

// Nothing is to be done there: what is left are the executions that the crons cost by themselves.
const stack = await startOwnStack("at_rest");
connectDesk(stack);

interface Registered {
  id: string;
  crons: string[];
  handler: (parts: { step: unknown }) => Promise<unknown>;
}

/** Keeps what is registered, in the place of Inngest. */
function recorder() {
  const registered: Registered[] = [];
  const inngest = {
    id: "reprise",
    createFunction: (
      { id, triggers }: { id: string; triggers: { cron?: string }[] },
      handler: Registered["handler"],
    ) => {
      registered.push({ id, handler, crons: triggers.flatMap(({ cron }) => cron ?? []) });
    },
  };
  return { registered, inngest: inngest as unknown as Inngest };
}

const DAY_MS = 24 * 3_600_000;

/** How often a cron comes in 30 days: those of the desk are the same every day. */
function timesAMonth(cron: string): number {
  const start = Date.parse("2026-11-01T00:00:30Z");
  let times = 0;
  for (let at = nextRun(cron, start); at <= start + DAY_MS; at = nextRun(cron, at)) times += 1;
  return times * 30;
}

test("I10 at rest the crons cost at most 50,000 executions a month", async () => {
  const { registered, inngest } = recorder();
  createWatch(inngest, {
    createDb: createServiceClient,
    send: async () => [],
    ask: { runsOf: async () => [], register: async () => {} },
    concurrency: 10,
  });
  createCleanUp(inngest, createServiceClient);
  const costs: Record<string, number> = {};
  for (const { id, crons, handler } of registered.filter(({ crons }) => crons.length > 0)) {
    let steps = 0;
    const step = {
      // Nothing is found: what a step does is not looked at here, only that there is one.
      run: async () => {
        steps += 1;
        return 0;
      },
    };
    await handler({ step });
    costs[id] = crons.reduce((sum, cron) => sum + timesAMonth(cron), 0) * (1 + steps);
  }
  expect(costs).toMatchObject({ watch: 21_600, "clean-storage": expect.any(Number) });
  expect(Object.values(costs).reduce((sum, cost) => sum + cost, 0)).toBeLessThanOrEqual(50_000);
});
