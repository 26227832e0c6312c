import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { z } from "zod";
import { ensureBuild } from "../../local/build.ts";
import { findFreePort } from "../../local/ports.ts";
import { startPostgres } from "../../local/postgres/index.ts";
import { findServer } from "../../local/postgres/stale-server.ts";
import { stopProcess } from "../../local/processes.ts";
import { registerFunctions } from "../../local/register-functions.ts";
import { startSongApi } from "../../local/song-api/index.ts";
import { Desk } from "./desk.ts";
import { until } from "./until.ts";

const stackSchema = z.object({
  supabaseUrl: z.string(),
  inngestUrl: z.string(),
  publishableKey: z.string(),
  secretKey: z.string(),
});

/** Somebody of the staff who is signed in. */
export interface Operator {
  id: string;
  name: string;
  cookie: string;
}

/** Everything that runs, and may be broken. */
export interface World {
  /** The web server of the two that is there from the beginning, with the functions registered. */
  desk: Desk;
  /** A second web server on the same database, with gates of its own; not started. */
  second: Desk;
  operators: [Operator, Operator];
  /** The database as its superuser. */
  sql: postgres.Sql;
  databaseUrl: string;
  /** Stops the database and starts it again: in order, or as a crash (it recovers from its log then). */
  restartDatabase(how: "fast" | "crash"): Promise<void>;
  /** Whether connections that the web server refuses count as tries, as with a genuine Inngest. */
  refusalsAreTries(yes: boolean): void;
  close(): Promise<void>;
}

const PASSWORD = "faults-password-1";
const SONG_API_KEY = "faults-song-api-key";
const PEOPLE = [
  { email: "ana@reprise.test", name: "Ana Pereira" },
  { email: "ben@reprise.test", name: "Ben Ito" },
] as const;

type Addresses = z.infer<typeof stackSchema>;

/** The Supabase API and the runner, started again when they die. */
interface StackProcess extends Addresses {
  tell(message: { refusalsAreTries: boolean }): void;
  stop(): Promise<void>;
}

async function startStackProcess(
  databaseUrl: string,
  localDir: string,
  onMoved: (to: Addresses) => void,
): Promise<StackProcess> {
  let stopping = false;
  const begin = async () => {
    const child = fork(fileURLToPath(new URL("stack-process.ts", import.meta.url)), {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, FAULTS_DATABASE_URL: databaseUrl, FAULTS_LOCAL_DIR: localDir },
    });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-2_000);
    });
    const stopped = once(child, "exit");
    const message = await Promise.race([once(child, "message"), stopped.then(() => undefined)]);
    if (!message) throw new Error(`the local stack did not start:\n${said}`);
    return { child, stopped, addresses: stackSchema.parse(message[0]) };
  };
  let running = await begin();
  const watch = () => {
    void running.stopped.then(async () => {
      if (stopping) return;
      // It cannot start while the database is away.
      running = await until("the local stack is back", () => begin().catch(() => undefined));
      onMoved(running.addresses);
      watch();
    });
  };
  watch();
  return {
    ...running.addresses,
    tell: (message) => void running.child.send(message),
    stop: async () => {
      stopping = true;
      if (running.child.connected) running.child.disconnect();
      await running.stopped;
    },
  };
}

/** Makes the two operators, with accounts as Auth makes them. */
async function makeStaff(sql: postgres.Sql): Promise<void> {
  for (const { email, name } of PEOPLE) {
    await sql`
      insert into auth.users (id, email, encrypted_password, email_confirmed_at)
      values (gen_random_uuid(), ${email}, extensions.crypt(${PASSWORD}, extensions.gen_salt('bf', 4)), now())`;
    await sql`select desk_private.add_staff_member(${email}, 'agent'::desk.staff_role, ${name})`;
  }
}

async function signIn(desk: Desk, sql: postgres.Sql, index: 0 | 1): Promise<Operator> {
  const { email, name } = PEOPLE[index];
  const [member] = await sql<{ user_id: string }[]>`
    select user_id from desk.staff_members where email = ${email}`;
  if (!member) throw new Error(`${email} is no staff`);
  return { id: member.user_id, name, cookie: await desk.signIn(email, PASSWORD) };
}

/**
 * Starts the whole of it as it runs in production, each part a process: PostgreSQL, the Supabase API with the runner,
 * and the built web server, with gates in between.
 *
 * @throws when a part does not start; nothing is left running then
 */
export async function openWorld(log: (line: string) => void = () => {}): Promise<World> {
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  };
  try {
    const localDir = mkdtempSync(join(tmpdir(), "reprise-faults-"));
    stops.push(async () => rmSync(localDir, { recursive: true, force: true }));
    const dataDir = join(localDir, "postgres");
    const port = await findFreePort();
    let database = await startPostgres({ dataDir, port });
    stops.push(() => database.stop());
    const { url: databaseUrl } = database;
    if (await ensureBuild({ logFile: join(localDir, "build.log") })) log("built the web server");
    const desks: Desk[] = [];
    const stack = await startStackProcess(databaseUrl, join(localDir, "stack"), (to) => {
      for (const { supabase, inngest } of desks) {
        supabase.moveTo(to.supabaseUrl);
        inngest.moveTo(to.inngestUrl);
      }
    });
    stops.push(stack.stop);
    const sql = postgres(databaseUrl, { max: 4, onnotice: () => {} });
    stops.push(() => sql.end({ timeout: 5 }));
    await makeStaff(sql);
    const songApi = await startSongApi({ apiKey: SONG_API_KEY, durationSeconds: 2 });
    stops.push(songApi.stop);
    const backing = { localDir, ...stack, songApi: { url: songApi.url, apiKey: SONG_API_KEY } };
    const desk = await Desk.open(backing);
    stops.push(() => desk.close());
    const second = await Desk.open(backing);
    stops.push(() => second.close());
    desks.push(desk, second);
    await desk.start();
    await registerFunctions(desk.url, { cancelled: () => false });
    return {
      desk,
      second,
      operators: [await signIn(desk, sql, 0), await signIn(desk, sql, 1)],
      sql,
      databaseUrl,
      restartDatabase: async (how) => {
        const running = findServer(dataDir);
        // SIGQUIT is PostgreSQL's "immediate" shutdown: nothing is written any more, as in a crash.
        if (how === "crash" && running) await stopProcess(running, [{ signal: "SIGQUIT", withinMs: 10_000 }]);
        else await database.stop();
        database = await startPostgres({ dataDir, port });
      },
      refusalsAreTries: (yes) => stack.tell({ refusalsAreTries: yes }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
