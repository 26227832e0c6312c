import { mkdirSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { prepareLocalDir } from "./local-dir.ts";
import { applyMigrations } from "./migrations.ts";
import { requireOwnDatabase } from "./own-database.ts";
import { createDatabase, startPostgres } from "./postgres/index.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { quickBackoffMs, type RunnerOptions, startRunner } from "./runner/index.ts";
import { loadSecrets } from "./secrets.ts";
import { startSupabase } from "./supabase/index.ts";

/** The local stack, running. */
export interface Stack {
  databaseUrl: string;
  supabaseUrl: string;
  publishableKey: string;
  secretKey: string;
  /** What INNGEST_DEV has to be; undefined when the runner was not wanted. */
  inngestUrl: string | undefined;
  /** Stops everything that was started, in order; safe to call twice. */
  stop(): Promise<void>;
}

/** What startStack() needs. */
export interface StackOptions {
  /** Where everything is kept; made when it is missing. */
  localDir: string;
  /** A PostgreSQL to use in place of the embedded one. */
  databaseUrl?: string | undefined;
  /** False when an Inngest dev server is there in place of the runner; otherwise how the runner is, where a test wants it so. */
  runner?: boolean | Pick<RunnerOptions, "backoffMs" | "refusalsAreTries">;
  /** Where the web server will be reached, for the links in mails. */
  siteUrl?: string | undefined;
  log?: (line: string) => void;
}

/** Somebody is watching: a step that fails is tried again in a second, and a web server that restarts costs no try. */
const FOR_WATCHING = { backoffMs: quickBackoffMs, refusalsAreTries: () => false };

type Stop = () => Promise<void>;

/** Stops in the opposite order of starting, each part once, and all of them even when one fails. */
async function stopAll(stops: Stop[]): Promise<void> {
  const failures: unknown[] = [];
  for (let stop = stops.pop(); stop; stop = stops.pop()) {
    await stop().catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** A database named in DATABASE_URL that its server does not have yet is made; one of something else is refused. */
async function requireDatabase(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    await sql`select 1`;
  } catch (error) {
    const missing = error instanceof postgres.PostgresError && error.code === "3D000";
    if (missing) await createDatabase(url, decodeURIComponent(new URL(url).pathname.slice(1)));
    // What cannot be reached is told by prepareDatabase(), which says what to check.
    else return url;
  } finally {
    await sql.end({ timeout: 1 });
  }
  await requireOwnDatabase(url);
  return url;
}

async function startDatabase({ localDir, databaseUrl, log }: StackOptions, stops: Stop[]): Promise<string> {
  if (databaseUrl) return requireDatabase(databaseUrl);
  const server = await startPostgres({ dataDir: join(localDir, "postgres"), ...(log && { log }) });
  stops.push(server.stop);
  return server.url;
}

/** Private, of the size and types that supabase/config.toml gives it in a hosted project. */
async function requireBucket(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`
      insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
      values ('songs', 'songs', false, ${50 * 1024 * 1024}, ${["audio/mpeg", "audio/wav"]})
      on conflict (id) do nothing`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Starts the local stack: PostgreSQL with our migrations, the Supabase API with the bucket "songs", and the runner of
 * Inngest functions. All of it listens on 127.0.0.1, on free ports. What it keeps, keys included, is in `localDir`.
 *
 * @throws StartupError with one sentence when something has to be put right first; nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { localDir, log } = options;
  const stops: Stop[] = [];
  try {
    prepareLocalDir(localDir);
    const { publishableKey, secretKey, jwtSecret } = loadSecrets(localDir);
    const storageDir = join(localDir, "storage");
    mkdirSync(storageDir, { recursive: true, mode: 0o700 });
    const databaseUrl = await startDatabase(options, stops);
    await prepareDatabase(databaseUrl);
    for (const file of await applyMigrations(databaseUrl)) log?.(`applied ${file}`);
    await requireBucket(databaseUrl);
    const supabase = await startSupabase({
      databaseUrl,
      storageDir,
      publishableKey,
      secretKey,
      jwtSecret,
      ...(options.siteUrl && { siteUrl: options.siteUrl }),
      onMail: (to, link) => log?.(`mail to ${to}: ${link}`),
    });
    stops.push(supabase.stop);
    const { runner: wanted = true } = options;
    const given = typeof wanted === "object" ? wanted : FOR_WATCHING;
    const runner = wanted === false ? undefined : await startRunner({ databaseUrl, ...given });
    if (runner) stops.push(runner.stop);
    return {
      databaseUrl,
      supabaseUrl: supabase.url,
      publishableKey,
      secretKey,
      inngestUrl: runner?.url,
      stop: () => stopAll(stops),
    };
  } catch (error) {
    await stopAll(stops).catch(() => {});
    throw error;
  }
}

/**
 * Starts the runner alone, with a PostgreSQL for its queue: what is needed beside a Supabase project elsewhere.
 *
 * @throws StartupError as startStack() does.
 */
export async function startRunnerAlone(options: StackOptions): Promise<{ inngestUrl: string; stop: Stop }> {
  const stops: Stop[] = [];
  try {
    prepareLocalDir(options.localDir);
    const databaseUrl = await startDatabase(options, stops);
    const runner = await startRunner({ databaseUrl, ...FOR_WATCHING });
    stops.push(runner.stop);
    return { inngestUrl: runner.url, stop: () => stopAll(stops) };
  } catch (error) {
    await stopAll(stops).catch(() => {});
    throw error;
  }
}
