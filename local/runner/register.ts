import { z } from "zod";
import { nextRun } from "./cron.ts";
import { parseSleep } from "./durations.ts";
import { parseJson, Refusal } from "./incoming-events.ts";
import type { Store, Tx } from "./store.ts";

/** The SDK's default when a function does not say (inngest/helpers/consts, defaultMaxRetries). */
const DEFAULT_RETRIES = 3;

/** The shortest wait for a batch (inngest pkg/inngest, EventBatchConfig). */
const SHORTEST_BATCH_MS = 1_000;

const limitSchema = z.object({
  limit: z.number().int().min(0),
  key: z.never({ error: "a concurrency key is not supported by this runner" }).optional(),
  scope: z.literal("fn", { error: "this concurrency scope is not supported by this runner" }).optional(),
});

const unsupported = z.never({ error: "this option is not supported by this runner" }).optional();

const batchSchema = z.object({
  maxSize: z.number().int().min(1).max(100),
  timeout: z.string().transform((text, context) => {
    const delay = parseSleep(text);
    if (delay && "afterMs" in delay && delay.afterMs >= SHORTEST_BATCH_MS) return delay.afterMs;
    context.addIssue(`"${text}" is not a batch's timeout of at least a second`);
    return z.NEVER;
  }),
  key: z.never({ error: "a batch's key is not supported by this runner" }).optional(),
  if: z.never({ error: "a batch's condition is not supported by this runner" }).optional(),
});

const functionSchema = z.object({
  id: z.string().min(1),
  triggers: z.array(
    z.union([
      z.strictObject({ event: z.string().min(1), expression: z.string().nullish() }),
      z.strictObject({ cron: z.string() }),
    ]),
  ),
  steps: z.object({
    step: z.object({
      runtime: z.object({ type: z.literal("http"), url: z.url({ protocol: /^https?$/ }) }),
      retries: z.object({ attempts: z.number().int().min(0).optional() }).optional(),
    }),
  }),
  concurrency: z.union([z.number().int().min(0), limitSchema, z.array(limitSchema)]).optional(),
  idempotency: unsupported,
  batchEvents: batchSchema.optional(),
  rateLimit: unsupported,
  throttle: unsupported,
  debounce: unsupported,
  priority: unsupported,
  timeouts: unsupported,
  singleton: unsupported,
  cancel: unsupported,
});

const registrationSchema = z.object({
  url: z.url(),
  appName: z.string().min(1),
  sdk: z.string().default(""),
  functions: z.array(functionSchema),
});

type FunctionConfig = z.infer<typeof functionSchema>;

/** The one expression that the SDK writes itself, for onFailure (inngest/components/InngestFunction); cancellations use it too. */
const ABOUT_FUNCTION = /^event\.data\.function_id == '([^']*)'$/;

function concurrencyOf({ concurrency }: FunctionConfig): number | null {
  if (concurrency === undefined) return null;
  const limits =
    typeof concurrency === "number" ? [concurrency] : [concurrency].flat().map((one) => one.limit);
  // Inngest reads a limit of 0 as "no limit".
  const given = limits.filter((limit) => limit > 0);
  return given.length > 0 ? Math.min(...given) : null;
}

interface Triggers {
  events: { event: string; aboutFunction: string }[];
  crons: { cron: string; next: (afterMs: number) => number }[];
}

function triggersOf(config: FunctionConfig): Triggers {
  const triggers: Triggers = { events: [], crons: [] };
  for (const trigger of config.triggers) {
    if ("cron" in trigger) {
      const { cron } = trigger;
      if (triggers.crons.some((known) => known.cron === cron)) {
        throw new Error(`duplicate cron expression: ${cron}`);
      }
      nextRun(cron, Date.now());
      triggers.crons.push({ cron, next: (afterMs) => nextRun(cron, afterMs) });
      continue;
    }
    const aboutFunction = trigger.expression ? ABOUT_FUNCTION.exec(trigger.expression)?.[1] : "";
    if (aboutFunction === undefined) {
      throw new Error(`trigger expressions are not supported by this runner: ${trigger.expression}`);
    }
    triggers.events.push({ event: trigger.event, aboutFunction });
  }
  return triggers;
}

async function storeFunction(store: Store, tx: Tx, app: string, config: FunctionConfig, triggers: Triggers) {
  const { runtime, retries } = config.steps.step;
  const batch = config.batchEvents;
  const maxAttempts = (retries?.attempts ?? DEFAULT_RETRIES) + 1;
  await tx`
    insert into functions (id, app_name, url, max_attempts, concurrency, batch_size, batch_timeout_ms, active)
    values (${config.id}, ${app}, ${runtime.url}, ${maxAttempts}, ${concurrencyOf(config)},
      ${batch?.maxSize ?? null}, ${batch?.timeout ?? null}, true)
    on conflict (id) do update set app_name = excluded.app_name, url = excluded.url,
      max_attempts = excluded.max_attempts, concurrency = excluded.concurrency,
      batch_size = excluded.batch_size, batch_timeout_ms = excluded.batch_timeout_ms, active = true`;
  await tx`delete from subscriptions where function_id = ${config.id}`;
  for (const { event, aboutFunction } of triggers.events) {
    await tx`
      insert into subscriptions (function_id, event, about_function)
      values (${config.id}, ${event}, ${aboutFunction})
      on conflict do nothing`;
  }
  const crons = triggers.crons.map(({ cron }) => cron);
  await tx`delete from cron_triggers where function_id = ${config.id} and not cron = any(${crons})`;
  const [clock] = await tx<{ present: Date }[]>`select ${store.present()} as present`;
  for (const { cron, next } of triggers.crons) {
    const nextAt = new Date(next(clock?.present.getTime() ?? Date.now()));
    // A schedule that is known keeps its next moment, or frequent restarts would put it off for ever.
    await tx`
      insert into cron_triggers (function_id, cron, next_at) values (${config.id}, ${cron}, ${nextAt})
      on conflict do nothing`;
  }
}

/**
 * Stores the functions of an app in the place of those that it registered before. Runs of a function that is
 * gone go on; new ones are not started.
 *
 * @param text the body of POST /fn/register
 * @throws Refusal 400 when anything in it is malformed or asks for what this runner does not do
 */
export async function registerApp(store: Store, text: string): Promise<void> {
  const parsed = registrationSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Refusal(400, `cannot register: ${z.prettifyError(parsed.error)}`);
  const { appName, url, sdk, functions } = parsed.data;
  const known = functions.map((config) => {
    try {
      return { config, triggers: triggersOf(config) };
    } catch (error) {
      throw new Refusal(
        400,
        `cannot register "${config.id}": ${error instanceof Error ? error.message : error}`,
      );
    }
  });
  await store.sql.begin(async (tx) => {
    await tx`
      insert into apps (name, url, sdk, registered_at) values (${appName}, ${url}, ${sdk}, ${store.present()})
      on conflict (name) do update set url = excluded.url, sdk = excluded.sdk, registered_at = excluded.registered_at`;
    await tx`update functions set active = false where app_name = ${appName}`;
    for (const { config, triggers } of known) await storeFunction(store, tx, appName, config, triggers);
  });
}

/**
 * Forgets an app until it registers again: its functions are not started any more.
 *
 * @param url the app's address, as it registered it
 * @throws Refusal 404 when no app is known there
 */
export async function forgetApp(store: Store, url: string): Promise<void> {
  const forgotten = await store.sql`
    update functions f set active = false from apps a
    where a.name = f.app_name and a.url = ${url} and f.active returning f.id`;
  if (forgotten.length === 0) throw new Refusal(404, `App not found: ${url}`);
}
