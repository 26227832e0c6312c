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
import { SONGS_BUCKET } from "./settings.ts";
import { startSongApi } from "./song-api/index.ts";
import { startSupabase } from "./supabase/index.ts";

/** Where a song API is, and the key to it. */
export interface SongApiAccess {
  url: string;
  apiKey: string;
}

/** What stands beside a Supabase project, running. */
export interface Companions {
  /** What INNGEST_DEV has to be; undefined when the runner was not wanted. */
  inngestUrl: string | undefined;
  /** What GENERATION_API_URL and GENERATION_API_KEY have to be; undefined when the song API was not wanted. */
  songApi: SongApiAccess | undefined;
  /** Stops everything that was started, in order; safe to call twice. */
  stop(): Promise<void>;
}

/** The local stack, running. */
export interface Stack extends Companions {
  databaseUrl: string;
  supabaseUrl: string;
  publishableKey: string;
  secretKey: string;
}

/** What startStack() needs. */
export interface StackOptions {
  /** Where everything is kept; made when it is missing. */
  localDir: string;
  /** A PostgreSQL to use in place of the embedded one. */
  databaseUrl?: string | undefined;
  /** False when an Inngest dev server is there in place of the runner; otherwise how the runner is, where a test wants it so. */
  runner?: boolean | Pick<RunnerOptions, "backoffMs" | "refusalsAreTries">;
  /** False when a song API is there already; otherwise how long its songs are, where a test wants them short. */
  songApi?: boolean | { durationSeconds: number };
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

/** Starts what is wanted of the runner and the song API. */
async function startCompanions(
  { runner = true, songApi = true, localDir }: StackOptions,
  requireDatabaseUrl: () => Promise<string>,
  stops: Stop[],
): Promise<Companions> {
  let access: SongApiAccess | undefined;
  if (songApi !== false) {
    const { songApiKey: apiKey } = loadSecrets(localDir);
    const { url, stop } = await startSongApi({ apiKey, ...(typeof songApi === "object" && songApi) });
    stops.push(stop);
    access = { url, apiKey };
  }
  let inngestUrl: string | undefined;
  if (runner !== false) {
    const given = typeof runner === "object" ? runner : FOR_WATCHING;
    const { url, stop } = await startRunner({ databaseUrl: await requireDatabaseUrl(), ...given });
    stops.push(stop);
    inngestUrl = url;
  }
  return { inngestUrl, songApi: access, stop: () => stopAll(stops) };
}

/** Private, of the size and types that supabase/config.toml gives it in a hosted project. */
async function requireBucket(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`
      insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
      values (${SONGS_BUCKET}, ${SONGS_BUCKET}, false, ${50 * 1024 * 1024}, ${["audio/mpeg", "audio/wav"]})
      on conflict (id) do nothing`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Starts the local stack: PostgreSQL with our migrations, the Supabase API with the bucket of the songs, the song API, and the
 * runner of Inngest functions. All of it listens on 127.0.0.1, on free ports. What it keeps, keys included, is in `localDir`.
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
    const companions = await startCompanions(options, async () => databaseUrl, stops);
    return { databaseUrl, supabaseUrl: supabase.url, publishableKey, secretKey, ...companions };
  } catch (error) {
    await stopAll(stops).catch(() => {});
    throw error;
  }
}

/**
 * Starts what is needed beside a Supabase project elsewhere: the song API, and the runner with a PostgreSQL for its queue.
 *
 * @throws StartupError as startStack() does.
 */
export async function startBesideSupabase(options: StackOptions): Promise<Companions> {
  const stops: Stop[] = [];
  try {
    prepareLocalDir(options.localDir);
    return await startCompanions(options, () => startDatabase(options, stops), stops);
  } catch (error) {
    await stopAll(stops).catch(() => {});
    throw error;
  }
}
