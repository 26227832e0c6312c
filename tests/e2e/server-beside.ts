import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { PROJECT_DIR } from "../../local/build";
import { findFreePort } from "../../local/ports";
import { readServices } from "../../local/services";
import { expect } from "./test";

/** Whose port nothing listens on. */
export const NOBODY = "http://127.0.0.1:9";

/**
 * Starts the built server once more, beside the one under test and on the same services.
 *
 * @param changes of its environment, such as a database that nobody answers for
 * @returns where it is reached, what it has logged so far, and how it is stopped
 */
export async function startServerBeside(changes: Record<string, string> = {}) {
  const port = String(await findFreePort());
  const site = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, ["build/serve.js"], {
    cwd: PROJECT_DIR,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...readServices(process.env.E2E_LOCAL_DIR ?? ""),
      NODE_ENV: "production",
      PORT: port,
      PUBLIC_URL: site,
      SESSION_SECRET: `${randomUUID()}${randomUUID()}`,
      GENERATION_PROVIDER: "local",
      ...changes,
    },
  });
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
    log: () => log,
    async stop(): Promise<void> {
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    },
  };
}
