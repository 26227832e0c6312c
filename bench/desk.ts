import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { PROJECT_DIR } from "../local/build.ts";
import { requireFreePort } from "../local/ports.ts";
import { loadSecrets } from "../local/secrets.ts";
import { startWebServer } from "../local/web-server.ts";
import { AGENT } from "./databases.ts";

const stackSchema = z.object({
  supabaseUrl: z.string(),
  publishableKey: z.string(),
  secretKey: z.string(),
  inngestUrl: z.string().optional(),
});
/** Where nobody listens: what only reads sends no event. */
const NO_INNGEST = "http://127.0.0.1:9";

/** The desk on top of one database, with somebody signed in. */
export interface Desk {
  /** Where the web server is. */
  url: string;
  /** The cookies of the one who is signed in. */
  cookie: string;
  /** Signs somebody else in; answers their cookies. */
  signIn(email: string): Promise<string>;
  /** Process numbers: the web server's, and that of the Supabase API in front of the database. */
  pids: { web: number; api: number };
  stop(): Promise<void>;
}

/** What runs now, so that a signal can end it. */
const running = new Set<() => Promise<void>>();

/** Stops every desk that runs. */
export async function stopDesks(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
}

async function startStackProcess(databaseUrl: string, localDir: string, runner: boolean) {
  const child = fork(fileURLToPath(new URL("stack-process.ts", import.meta.url)), {
    env: {
      ...process.env,
      BENCH_DATABASE_URL: databaseUrl,
      BENCH_LOCAL_DIR: localDir,
      BENCH_RUNNER: runner ? "yes" : "no",
    },
  });
  const stopped = once(child, "exit");
  const failed = stopped.then(([code]) => {
    throw new Error(`the local stack ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, "message"), failed]);
  failed.catch(() => {});
  if (child.pid === undefined) throw new Error("the local stack has no process");
  return {
    ...stackSchema.parse(message),
    pid: child.pid,
    stop: async () => {
      if (child.connected) child.disconnect();
      await stopped;
    },
  };
}

async function signIn(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url },
    body: new URLSearchParams({ email, password }),
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (answer.status !== 302 || cookies.length === 0)
    throw new Error(`signing in was answered ${answer.status}`);
  return cookies.join("; ");
}

/**
 * Starts the local stack and the built web server on a database, and signs in.
 *
 * @param options.localDir where the stack keeps its keys
 * @param options.port where the web server listens
 * @param options.runner whether there is a runner that takes events
 * @throws StartupError when one of them does not start; nothing is left running then
 */
export async function startDesk(options: {
  databaseUrl: string;
  localDir: string;
  port: number;
  password: string;
  runner?: boolean;
}): Promise<Desk> {
  const { databaseUrl, localDir, port, password, runner = false } = options;
  await requireFreePort(port, "127.0.0.1");
  const stack = await startStackProcess(databaseUrl, localDir, runner);
  const stops = [stack.stop];
  const stop = async () => {
    running.delete(stop);
    for (const end of stops.splice(0).reverse()) await end();
  };
  running.add(stop);
  try {
    const url = `http://127.0.0.1:${port}`;
    let webPid = 0;
    const web = await startWebServer({
      cwd: PROJECT_DIR,
      url,
      logFile: join(localDir, "web.log"),
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: String(port),
        PUBLIC_URL: url,
        SESSION_SECRET: loadSecrets(localDir).sessionSecret,
        SUPABASE_URL: stack.supabaseUrl,
        SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
        SUPABASE_SECRET_KEY: stack.secretKey,
        INNGEST_DEV: stack.inngestUrl ?? NO_INNGEST,
        GENERATION_API_URL: "http://127.0.0.1:9",
        GENERATION_API_KEY: "sk-only-for-tests",
        LOG_LEVEL: "warn",
      },
      onSpawn: ({ pid }) => {
        webPid = pid;
      },
    });
    stops.push(web.stop);
    return {
      url,
      cookie: await signIn(url, AGENT, password),
      signIn: (email) => signIn(url, email, password),
      pids: { web: webPid, api: stack.pid },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a process has used so far: processor time and resident memory; null where the system does not say. */
export interface Usage {
  cpuMs: number;
  rssMiB: number;
}

/** proc(5): fields 14 and 15 are ticks of 1/100 s, field 24 is pages. Elsewhere than on Linux there is no /proc. */
export function usageOf(pid: number): Usage | null {
  if (process.platform !== "linux") return null;
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return { cpuMs: ticks * 10, rssMiB: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024 };
}
