import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { PROJECT_DIR } from "../../local/build";
import { findFreePort } from "../../local/ports";
import { readServices } from "../../local/services";
import { SERVE } from "../../local/web-server";
import { expect } from "./test";

/** Whose port nothing listens on. */
export const NOBODY = "http://127.0.0.1:9";

/**
 * Starts the built server once more, beside the one under test and on the same services.
 *
 * @param changes of its environment, such as a database that nobody answers for
 * @param program the Node to start it with; that of the tests unless told otherwise
 * @returns where it is reached, what it has logged so far, and how it is stopped
 */
export async function startServerBeside(changes: Record<string, string> = {}, program?: string) {
  const port = String(await findFreePort());
  const site = `http://127.0.0.1:${port}`;
  const [node, ...args] = SERVE;
  const server = spawn(program ?? node, args, {
    cwd: PROJECT_DIR,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...readServices(process.env.E2E_LOCAL_DIR ?? ""),
      NODE_ENV: "production",
      PORT: port,
      PUBLIC_URL: site,
      SESSION_SECRET: `${randomUUID()}${randomUUID()}`,
      ...changes,
    },
  });
  const ended = once(server, "exit");
  let log = "";
  for (const output of [server.stdout, server.stderr])
    output.on("data", (chunk: Buffer) => {
      log += chunk;
    });
  const isUp = () =>
    fetch(`${site}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isUp).toBe(true);
  return {
    site,
    pid: server.pid ?? 0,
    signal: (signal: NodeJS.Signals) => server.kill(signal),
    log: () => log,
    /** The exit code, once it has ended by itself. */
    ended: async () => (await ended)[0] as number | null,
    async stop(): Promise<void> {
      server.kill("SIGKILL");
      await ended;
    },
  };
}
