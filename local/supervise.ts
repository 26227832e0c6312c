import { rmSync } from "node:fs";
import { join } from "node:path";
import { announce, say, timed } from "./announce.ts";
import { ensureBuild, PROJECT_DIR } from "./build.ts";
import { isSeeded, markSeeded, setDemoPassword } from "./demo-state.ts";
import { watchLaunchers } from "./launcher.ts";
import { prepareLocalDir } from "./local-dir.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { requireFreePort } from "./ports.ts";
import { findServer } from "./postgres/stale-server.ts";
import { identifyProcess, type ProcessIdentity, stopProcess } from "./processes.ts";
import { registerFunctions } from "./register-functions.ts";
import { loadSecrets, saveSecrets } from "./secrets.ts";
import { saveServices } from "./services.ts";
import { readSettings, type Settings, type SupabaseAccess } from "./settings.ts";
import { Shutdown } from "./shutdown.ts";
import { type Companions, type Stack, startBesideSupabase, startStack } from "./stack.ts";
import { StartupError } from "./startup-error.ts";
import { SERVE, startWebServer } from "./web-server.ts";

/** What a seeder is told. */
export interface SeedOptions {
  /** The password of the three demo accounts. */
  password: string;
  log: (line: string) => void;
}

/** Writes the demo data; called once for a database, and again when it did not finish. */
export type Seed = (stack: Stack, options: SeedOptions) => Promise<void>;

/** What supervise() runs. */
export interface Program {
  /** The production build, or the development server with reload. */
  mode: "production" | "development";
  seed: Seed | undefined;
  /** For tests: what to run in the place of the web server. */
  webCommand?: [string, ...string[]];
}

interface Run {
  settings: Settings;
  program: Program;
  shutdown: Shutdown;
  lock: Lock;
  children: ProcessIdentity[];
}

/** What the web server is given to reach Supabase, Inngest and the song API. */
interface Parts {
  environment: Record<string, string>;
  stack: Stack | undefined;
}

async function startParts({ settings, shutdown }: Run): Promise<Parts> {
  const { localDir, databaseUrl, inngestDev, ownSongApi, publicUrl: siteUrl, supabase } = settings;
  const options = {
    localDir,
    databaseUrl,
    siteUrl,
    runner: !inngestDev,
    songApi: !ownSongApi,
    log: (line: string) => say(`    ${line}`),
  };
  const keep = <T extends Companions>(parts: T): T => {
    shutdown.add(() => parts.stop());
    return parts;
  };
  if (supabase) {
    const companions = keep(await timed("runner, song API", startBesideSupabase(options)));
    return { environment: environmentOf(supabase, companions, inngestDev), stack: undefined };
  }
  const stack = keep(await timed("database, Supabase, runner", startStack(options)));
  const local = { url: stack.supabaseUrl, publishableKey: stack.publishableKey, secretKey: stack.secretKey };
  const environment = environmentOf(local, stack, inngestDev);
  // The demo's customers wrote their messages for whom the songs are for.
  return { environment: { ...environment, SHARE_MESSAGE: process.env.SHARE_MESSAGE ?? "true" }, stack };
}

function environmentOf(supabase: SupabaseAccess, { inngestUrl, songApi }: Companions, inngestDev?: string) {
  return {
    SUPABASE_URL: supabase.url,
    SUPABASE_PUBLISHABLE_KEY: supabase.publishableKey,
    SUPABASE_SECRET_KEY: supabase.secretKey,
    INNGEST_DEV: inngestDev ?? inngestUrl ?? "",
    ...(songApi && {
      GENERATION_API_URL: songApi.url,
      GENERATION_API_KEY: songApi.apiKey,
      // It delivers by http, from this machine.
      GENERATION_ALLOW_PRIVATE_AUDIO: "true",
    }),
  };
}

/** Sees to the demo data and its password; what DEMO_PASSWORD says holds for data that is there already, too. */
async function seedOnce({ settings, program }: Run, stack: Stack): Promise<string> {
  const secrets = loadSecrets(settings.localDir);
  const password = settings.demoPassword ?? secrets.demoPassword;
  const seeded = await isSeeded(stack.databaseUrl);
  if (!seeded && program.seed) {
    await timed("demo data", program.seed(stack, { password, log: (line) => say(`    ${line}`) }));
    await markSeeded(stack.databaseUrl);
  } else if (seeded && password !== secrets.demoPassword) {
    await setDemoPassword(stack.databaseUrl, password);
  }
  if (password !== secrets.demoPassword)
    saveSecrets(settings.localDir, { ...secrets, demoPassword: password });
  return password;
}

function requireBuild({ settings, program, shutdown }: Run): Promise<boolean> {
  if (program.mode === "development" || program.webCommand) return Promise.resolve(false);
  return ensureBuild({
    logFile: join(settings.localDir, "build.log"),
    onSpawn: (child) => {
      const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
      if (identity)
        shutdown.add(
          async () => void (await stopProcess(identity, [{ signal: "SIGTERM", withinMs: 5_000 }])),
        );
    },
  });
}

/** Ends a web server that is not ready yet; one that is has been stopped by then. */
async function stopChildren(children: ProcessIdentity[]): Promise<void> {
  for (const child of children) {
    await stopProcess(child, [
      { signal: "SIGTERM", withinMs: 10_000 },
      { signal: "SIGKILL", withinMs: 2_000 },
    ]);
  }
}

/** What can be done in an instant: no more waiting for requests to finish. The data is safe, PostgreSQL recovers. */
function killAll(localDir: string, children: ProcessIdentity[]): void {
  for (const child of children) void stopProcess(child, [{ signal: "SIGKILL", withinMs: 0 }]);
  const database = findServer(join(localDir, "postgres"));
  if (database) void stopProcess(database, [{ signal: "SIGQUIT", withinMs: 0 }]);
}

async function startWeb(
  { settings, program, shutdown, lock, children }: Run,
  environment: Record<string, string>,
) {
  const production = program.mode === "production";
  const logFile = production ? join(settings.localDir, "web.log") : undefined;
  if (logFile) rmSync(logFile, { force: true });
  const secrets = loadSecrets(settings.localDir);
  shutdown.add(() => stopChildren(children));
  const server = await startWebServer({
    command: program.webCommand ?? (production ? SERVE : ["npm", "run", "dev:web"]),
    cwd: PROJECT_DIR,
    url: settings.publicUrl,
    logFile,
    env: {
      ...process.env,
      ...environment,
      NODE_ENV: program.mode,
      HOST: settings.host,
      PORT: String(settings.port),
      PUBLIC_URL: settings.publicUrl,
      SESSION_SECRET: process.env.SESSION_SECRET ?? secrets.sessionSecret,
      // Nothing stands in front of it here that would have to learn that it stops.
      DRAIN_SECONDS: process.env.DRAIN_SECONDS ?? "0",
    },
    onSpawn: (identity) => {
      children.push(identity);
      lock.recordChildren(children.slice(-1));
    },
    log: say,
  });
  shutdown.add(() => server.stop());
}

/** The steps of a start; it leaves off as soon as an end is asked for. */
async function start(run: Run): Promise<void> {
  const { settings, shutdown } = run;
  const begun = performance.now();
  await requireFreePort(settings.port, settings.host);
  // Both are awaited even when one fails: what the other has started by then has to be stopped.
  const [parts, build] = await Promise.allSettled([startParts(run), requireBuild(run)]);
  if (build.status === "rejected") throw build.reason;
  if (parts.status === "rejected") throw parts.reason;
  if (build.value) say("    built the web server");
  if (shutdown.requested) return;
  const { environment, stack } = parts.value;
  saveServices(settings.localDir, { ...environment, PUBLIC_URL: settings.publicUrl });
  const password = stack && (await seedOnce(run, stack));
  if (shutdown.requested) return;
  await timed("web server", startWeb(run, environment));
  await timed(
    "registration with Inngest",
    registerFunctions(settings.publicUrl, { cancelled: () => shutdown.requested }),
  );
  if (shutdown.requested) return;
  say(`  ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await announce(settings.publicUrl, stack, password);
}

/**
 * Runs the whole of Reprise on this machine until a signal ends it, and then stops all that it has started. What
 * stands in the way of a start is said in one sentence on stderr, with exit code 1.
 */
export async function supervise(program: Program): Promise<void> {
  const shutdown = new Shutdown();
  const children: ProcessIdentity[] = [];
  // A terminal that was closed takes no more output; that is no reason to leave things running.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  try {
    const settings = readSettings();
    prepareLocalDir(settings.localDir);
    const lock = await acquireLock(settings.localDir, settings.publicUrl);
    shutdown.add(() => lock.release());
    shutdown.listen(() => killAll(settings.localDir, children));
    watchLaunchers(() => shutdown.request());
    say(`Starting Reprise (data in ${settings.localDir})`);
    const started = start({ settings, program, shutdown, lock, children });
    await Promise.race([started, shutdown.whenRequested]);
    await shutdown.whenRequested;
    lock.markStopping();
    say("\nStopping");
    await shutdown.run();
    // What was being started when the signal came is stopped as soon as it can be.
    await started.catch(() => {});
  } catch (error) {
    if (!shutdown.requested) {
      console.error(error instanceof StartupError ? error.message : error);
      process.exitCode = 1;
    }
  }
  await shutdown.run();
  process.exit();
}
