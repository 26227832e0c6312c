import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PROJECT_DIR } from "../../local/build.ts";
import { findFreePort } from "../../local/ports.ts";
import { HttpGate } from "./http-gate.ts";
import { until } from "./until.ts";

/** What stands behind a web server. */
export interface Backing {
  localDir: string;
  supabaseUrl: string;
  inngestUrl: string;
  publishableKey: string;
  secretKey: string;
  songApi: { url: string; apiKey: string };
}

/**
 * How long a click waits for its answer, whatever is broken: a client's own patience, not a measurement. Shorter than
 * the 22 s for which the SDK tries to reach Inngest, so that an answer that waited for Inngest is none.
 */
const PATIENCE_MS = 15_000;

/** What a click was answered. */
export interface Answer {
  status: number;
  body: {
    event_id?: string;
    delivery?: string;
    error?: { code: string; message: string; facts?: { job?: { state: string; attempt: number } } };
  };
}

const answerSchema = z.object({
  event_id: z.string().optional(),
  delivery: z.string().optional(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      facts: z.object({ job: z.object({ state: z.string(), attempt: z.number() }).optional() }).optional(),
    })
    .optional(),
});

/**
 * One web server, the production build in a process of its own, with a gate before Supabase and one before Inngest.
 * It is started and killed as often as a test likes; its address stays.
 */
export class Desk {
  private child: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    readonly supabase: HttpGate,
    readonly inngest: HttpGate,
    private readonly backing: Backing,
  ) {}

  static async open(backing: Backing): Promise<Desk> {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const gates = [
      await HttpGate.open(backing.supabaseUrl),
      await HttpGate.open(backing.inngestUrl),
    ] as const;
    return new Desk(url, ...gates, backing);
  }

  /** Starts the web server and waits until it answers. */
  async start(): Promise<void> {
    const { localDir, publishableKey, secretKey, songApi } = this.backing;
    const log = openSync(join(localDir, "web.log"), "a", 0o600);
    const child = spawn(process.execPath, ["build/serve.js"], {
      cwd: PROJECT_DIR,
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: new URL(this.url).port,
        PUBLIC_URL: this.url,
        SESSION_SECRET: "k3Zq9vYx7Lw2Rt8Nb5Mf4Jd6Hs1Gp0Qa",
        SUPABASE_URL: this.supabase.url,
        SUPABASE_PUBLISHABLE_KEY: publishableKey,
        SUPABASE_SECRET_KEY: secretKey,
        INNGEST_DEV: this.inngest.url,
        GENERATION_API_URL: songApi.url,
        GENERATION_API_KEY: songApi.apiKey,
        GENERATION_ALLOW_PRIVATE_AUDIO: "true",
        LOG_LEVEL: "warn",
      },
    });
    closeSync(log);
    this.child = child;
    await until("the web server answers", async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}, see web.log`);
      return (await fetch(`${this.url}/healthz`)).ok;
    });
  }

  /** SIGKILL: the process gets to do nothing more. Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** SIGTERM: the process ends as it does when a platform stops it. Resolves when it is gone. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.supabase.close();
    await this.inngest.close();
  }

  /** Signs somebody in, as the login page does. @returns the cookies */
  async signIn(email: string, password: string): Promise<string> {
    const answer = await fetch(`${this.url}/login`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: this.url },
      body: new URLSearchParams({ email, password }),
    });
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    if (answer.status !== 302) throw new Error(`signing in was answered ${answer.status}`);
    return cookies.join("; ");
  }

  /**
   * What a click on Retry, or on another action, sends.
   *
   * @param options.action the sub-resource, such as "reopening"
   * @param options.patienceMs after which the click gives up
   * @throws when no answer comes: the server was killed, or took longer than anybody waits
   */
  async click(
    cookie: string,
    jobId: string,
    options: { action?: string; body?: object; patienceMs?: number } = {},
  ): Promise<Answer> {
    const { action = "retries", body = {}, patienceMs = PATIENCE_MS } = options;
    const response = await fetch(`${this.url}/resources/failed-jobs/${jobId}/${action}`, {
      method: "POST",
      headers: { cookie, origin: this.url, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, body: answerSchema.parse(await response.json()) };
  }
}
