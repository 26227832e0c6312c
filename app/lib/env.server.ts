import { randomBytes } from "node:crypto";
import { z } from "zod";
import { roleOfKey } from "./supabase/role-of-key";
import { timeZoneSchema } from "./time-zone";

/** What is wrong with the environment: one line for each variable. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  constructor(readonly lines: string[]) {
    super(`The environment is not complete:\n${lines.map((line) => `  ${line}`).join("\n")}`);
  }
}

/** What each variable is for, with an example: said when it is missing or malformed. */
const ABOUT = {
  NODE_ENV: 'production, development or test, e.g. NODE_ENV="production"',
  PORT: "the port the web server listens on, e.g. PORT=3000",
  HOST: "the address the web server listens on, e.g. HOST=127.0.0.1",
  PUBLIC_URL: "where people reach the site, without a path, e.g. PUBLIC_URL=https://desk.example.com",
  SESSION_SECRET:
    "keys the hashes that stand for tokens and addresses in logs; at least 32 random characters, e.g. from: openssl rand -base64 48",
  SUPABASE_URL: "the Supabase project, e.g. SUPABASE_URL=https://abcdefgh.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "the project's publishable key, e.g. SUPABASE_PUBLISHABLE_KEY=sb_publishable_...",
  SUPABASE_SECRET_KEY:
    "the project's secret key; it stays on the server, e.g. SUPABASE_SECRET_KEY=sb_secret_...",
  INNGEST_DEV: "the address of an Inngest dev server, e.g. INNGEST_DEV=http://127.0.0.1:8288",
  INNGEST_EVENT_KEY: "the Inngest event key (or set INNGEST_DEV), e.g. INNGEST_EVENT_KEY=AbC123...",
  INNGEST_SIGNING_KEY:
    "the Inngest signing key (or set INNGEST_DEV), e.g. INNGEST_SIGNING_KEY=signkey-prod-...",
  INNGEST_BASE_URL: "the address of a self-hosted Inngest, e.g. INNGEST_BASE_URL=https://inngest.example.com",
  INNGEST_MAX_EVENT_BYTES:
    "how large an event your Inngest takes, in bytes: its server 3 MiB, Cloud what your plan has, e.g. INNGEST_MAX_EVENT_BYTES=3145728",
  CAPTURE:
    "whose failed runs come in by themselves: all of the Inngest environment, or off for none, e.g. CAPTURE=all",
  CAPTURE_APPS:
    "the ids of your Inngest apps, so that the desk leaves them out of the names of jobs, e.g. CAPTURE_APPS=shop,crm",
  GENERATION_API_URL: "the song API, e.g. GENERATION_API_URL=https://songs.example.com/v1",
  GENERATION_API_KEY: "the song API's key, e.g. GENERATION_API_KEY=sk-...",
  GENERATION_ALLOW_PRIVATE_AUDIO:
    "whether a finished song may be fetched by http and from an address of the own network: true or false, e.g. GENERATION_ALLOW_PRIVATE_AUDIO=true",
  GENERATION_PRICE_CENTS:
    "what one generated variant costs, in cents, for estimates, e.g. GENERATION_PRICE_CENTS=12",
  GENERATION_CONCURRENCY:
    "how many songs are made at the same time, a whole number from 1 to 1000, e.g. GENERATION_CONCURRENCY=10",
  TRUST_PROXY_HOPS:
    "how many proxies stand before the server and add to X-Forwarded-For, e.g. TRUST_PROXY_HOPS=1",
  AUDIO_DELIVERY: "how shared songs reach the listener: stream or signed-url, e.g. AUDIO_DELIVERY=stream",
  SONGS_BUCKET: "the private bucket in Storage that the songs are in, e.g. SONGS_BUCKET=songs",
  SHARE_MESSAGE:
    "whether the page of a shared song shows the first line of the customer's message: true or false, e.g. SHARE_MESSAGE=false",
  DRAIN_SECONDS:
    "how long the server still answers after SIGTERM, while proxies learn to go elsewhere, a whole number from 0 to 60, e.g. DRAIN_SECONDS=3",
  DESK_TIME_ZONE:
    "the zone in which the shop's days begin, for everybody; without it each reader's own counts, e.g. DESK_TIME_ZONE=Europe/Berlin",
  LOG_LEVEL: "how much is logged: debug, info, warn, error or silent, e.g. LOG_LEVEL=info",
} as const;

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/** What stands in an address as it is. */
const bucketSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,99}$/)
  .default("songs");

const SWAPPED = "is the other key of the two: they are swapped";

const supabaseSchema = z.object({
  SUPABASE_URL: httpUrl,
  SUPABASE_PUBLISHABLE_KEY: z
    .string()
    .min(1)
    .refine((key) => roleOfKey(key) !== "secret", SWAPPED),
  SUPABASE_SECRET_KEY: z
    .string()
    .min(1)
    .refine((key) => roleOfKey(key) !== "public", SWAPPED),
  PUBLIC_URL: httpUrl.refine((url) => new URL(url).origin === url, "must not have a path").optional(),
});

const schema = supabaseSchema.extend({
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  SESSION_SECRET: z.string().optional(),
  INNGEST_DEV: httpUrl.optional(),
  INNGEST_EVENT_KEY: z.string().min(1).optional(),
  INNGEST_SIGNING_KEY: z.string().min(1).optional(),
  INNGEST_BASE_URL: httpUrl.optional(),
  // What the server 1.43 takes; Inngest Cloud's plans differ (https://www.inngest.com/docs/usage-limits/inngest).
  INNGEST_MAX_EVENT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(3 * 1024 * 1024),
  CAPTURE: z.enum(["all", "off"]).default("all"),
  CAPTURE_APPS: z
    .string()
    .transform((list) =>
      list
        .split(",")
        .map((id) => id.trim())
        .filter((id) => id !== ""),
    )
    .default([]),
  GENERATION_API_URL: httpUrl,
  GENERATION_API_KEY: z.string().min(1),
  GENERATION_ALLOW_PRIVATE_AUDIO: z.stringbool().default(false),
  GENERATION_PRICE_CENTS: z.coerce.number().min(0).optional(),
  // Inngest allows what the plan has; the song API bears what it bears.
  GENERATION_CONCURRENCY: z.coerce.number().int().min(1).max(1000).default(10),
  TRUST_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  AUDIO_DELIVERY: z.enum(["stream", "signed-url"]).default("stream"),
  SONGS_BUCKET: bucketSchema,
  SHARE_MESSAGE: z.stringbool().default(false),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(60).default(3),
  DESK_TIME_ZONE: timeZoneSchema.optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

type Variable = keyof typeof ABOUT;

/** The environment as the server uses it. */
export type Env = z.infer<typeof schema> & { PUBLIC_URL: string; SESSION_SECRET: string };

/**
 * A secret that can be guessed is none. 32 characters of base64 are 192 bits; one that repeats few characters was
 * typed by hand.
 */
function weakness(secret: string): string | null {
  if (secret.length < 32) return `has ${secret.length} characters`;
  if (new Set(secret).size < 10) return "repeats a few characters";
  if (/secret|password|change.?me|example/i.test(secret)) return "contains a word that is easy to guess";
  return null;
}

type Source = Record<string, string | undefined>;

/** Whether an address is of this machine alone. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** An empty value counts as absent. */
function whatIsGiven(source: Source): Record<string, string> {
  return Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[name, value]],
    ),
  );
}

function problemsOf(error: z.ZodError | undefined, given: Record<string, string>): Map<Variable, string> {
  return new Map(
    error?.issues.map((issue) => {
      const name = String(issue.path[0]) as Variable;
      if (issue.message === SWAPPED) return [name, SWAPPED];
      return [name, given[name] === undefined ? "is missing" : "is malformed"];
    }),
  );
}

function incomplete(problems: Map<Variable, string>): EnvironmentError {
  return new EnvironmentError([...problems].map(([name, problem]) => `${name} ${problem}: ${ABOUT[name]}`));
}

/**
 * Parses the environment.
 *
 * @param source normally process.env; an empty value counts as absent
 * @returns what the server uses, with defaults filled in
 * @throws EnvironmentError with one line for each variable that is missing, malformed or too weak
 */
export function parseEnv(source: Source): Env {
  const given = whatIsGiven(source);
  const parsed = schema.safeParse(given);
  const problems = problemsOf(parsed.error, given);
  const production = (given.NODE_ENV ?? "production") === "production";
  const needs = (name: Variable) => {
    if (given[name] === undefined && !problems.has(name)) problems.set(name, "is missing");
  };
  if (production) {
    needs("PUBLIC_URL");
    needs("SESSION_SECRET");
    const weak = given.SESSION_SECRET === undefined ? null : weakness(given.SESSION_SECRET);
    if (weak) problems.set("SESSION_SECRET", `is too weak (it ${weak})`);
    const dev = parsed.data?.INNGEST_DEV;
    if (dev !== undefined && given.INNGEST_SIGNING_KEY !== undefined && !isLoopback(dev)) {
      problems.set(
        "INNGEST_DEV",
        "is set beside INNGEST_SIGNING_KEY, which would turn signatures off: anyone could run the functions. Leave it out in production; with a signing key it may only be an address of this machine",
      );
    }
  }
  if (given.INNGEST_DEV === undefined) {
    needs("INNGEST_EVENT_KEY");
    needs("INNGEST_SIGNING_KEY");
  }
  if (problems.size > 0 || !parsed.success) throw incomplete(problems);
  const env = parsed.data;
  return {
    ...env,
    PUBLIC_URL: env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`,
    SESSION_SECRET: env.SESSION_SECRET ?? randomBytes(48).toString("base64"),
  };
}

let parsedOnce: Env | undefined;

/** The environment of this process: parsed the first time, and at boot by the server. */
export function env(): Env {
  parsedOnce ??= parseEnv(process.env);
  return parsedOnce;
}

/** The zone in which the shop's days begin; null where each reader's own counts. It needs nothing else to be set. */
export function shopTimeZone(): string | null {
  return timeZoneSchema.safeParse(process.env.DESK_TIME_ZONE).data ?? null;
}

/** The private bucket that all songs are in. It needs nothing else to be set; the server has refused a malformed one at boot. */
export function songsBucket(): string {
  return bucketSchema.parse(process.env.SONGS_BUCKET || undefined);
}

let supabaseOnce: z.infer<typeof supabaseSchema> | undefined;

/**
 * Where Supabase is, and the desk if that is said, for what needs nothing else, such as the staff command.
 *
 * @throws EnvironmentError as `parseEnv`
 */
export function supabaseEnv(): z.infer<typeof supabaseSchema> {
  if (!supabaseOnce) {
    const given = whatIsGiven(process.env);
    const parsed = supabaseSchema.safeParse(given);
    if (!parsed.success) throw incomplete(problemsOf(parsed.error, given));
    supabaseOnce = parsed.data;
  }
  return supabaseOnce;
}
