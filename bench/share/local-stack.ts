import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";
import WebSocket from "ws";
import { PROJECT_DIR } from "../../local/build.ts";
import { readServices } from "../../local/services.ts";

/** How long the first start may take: it builds the web server and renders the songs. Milliseconds. */
const READY_WITHIN = 180_000;

/** The whole local stack, as `npm start` runs it. */
export interface LocalStack {
  url: string;
  /** Links to finished songs, of half a minute each. */
  tokens: string[];
  /** Two links to a song as long as songs are: three minutes, as MP3 of 192 kbit/s. */
  longSongs: string[];
  /** Process number of the web server. */
  webPid: number;
  stop(): Promise<void>;
}

/** Three minutes of 192 kbit/s. */
const LONG_BYTES = (3 * 60 * 192_000) / 8;

function connect(localDir: string): postgres.Sql {
  // The fourth line of a PostgreSQL's pid file is its port (pg docs, storage-file-layout).
  const port = readFileSync(join(localDir, "postgres/postmaster.pid"), "utf8").split("\n")[3];
  const password = readFileSync(join(localDir, "postgres.password"), "utf8").trim();
  return postgres(`postgres://postgres:${password}@127.0.0.1:${port}/reprise`, { max: 1 });
}

/** Songs' links, from the stack's own database; two of them lead to a longer file from now on. */
async function readTokens(localDir: string): Promise<Pick<LocalStack, "tokens" | "longSongs">> {
  const { SUPABASE_URL = "", SUPABASE_SECRET_KEY = "" } = readServices(localDir);
  const { storage } = createClient(SUPABASE_URL, SUPABASE_SECRET_KEY, {
    realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
  });
  // Nobody listens to it: any bytes will do.
  const path = "bench/three-minutes.mp3";
  const options = { contentType: "audio/mpeg", upsert: true };
  const { error } = await storage.from("songs").upload(path, Buffer.alloc(LONG_BYTES, "la"), options);
  if (error) throw new Error(`The song could not be stored: ${error.message}`);
  const sql = connect(localDir);
  try {
    const rows = await sql<{ token: string }[]>`
      select share_token as token from public.song_variants
      where generation_status = 'complete' and audio_bytes is not null order by id limit 200`;
    const tokens = rows.map(({ token }) => token);
    const longSongs = tokens.splice(0, 2);
    await sql`
      update public.song_variants
      set storage_path = ${path}, audio_bytes = ${LONG_BYTES}, audio_type = 'audio/mpeg'
      where share_token = any(${longSongs})`;
    return { tokens, longSongs };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The process that serves this port: it was told so by its environment. */
function findWebServer(port: number): number {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      if (command.includes("build/serve.js") && environment.includes(`PORT=${port}`)) return Number(pid);
    } catch {
      // Ended meanwhile, or somebody else's.
    }
  }
  throw new Error("the web server's process was not found (this needs Linux)");
}

/**
 * Starts the local stack, and waits until it is ready.
 *
 * @throws Error when it is not ready in time; its output is in <localDir>.log
 */
export async function startLocalStack(localDir: string, port: number): Promise<LocalStack> {
  mkdirSync(localDir, { recursive: true });
  const log = openSync(`${localDir}.log`, "w");
  const child = spawn(process.execPath, ["--import", "tsx", "local/start.ts"], {
    cwd: PROJECT_DIR,
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      LOCAL_DIR: localDir,
      PORT: String(port),
      DEMO_PASSWORD: "bench-password-1",
      LOG_LEVEL: "warn",
    },
  });
  closeSync(log);
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN;
  while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok) {
    if (Date.now() > deadline || child.exitCode !== null) {
      if (child.exitCode === null) await stop();
      throw new Error(`The local stack did not start: see ${localDir}.log`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { url, ...(await readTokens(localDir)), webPid: findWebServer(port), stop };
}
