import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findFreePort } from "./ports.ts";
import { identifyProcess, stopProcess } from "./processes.ts";

const SCRIPT = fileURLToPath(new URL("./fixtures/busy-listener.mjs", import.meta.url));

/** Whether the port can be listened on, or the operating system's word against it. */
function listen(port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve("free")));
  });
}

test("a process is gone only when what it held is free again, whatever its other threads were doing", async () => {
  const port = await findFreePort();
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, [SCRIPT, String(port)], { stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (!identity) expect.fail("the listener did not start");
    expect(await stopProcess(identity, [{ signal: "SIGKILL", withinMs: 10_000 }])).toBe(true);
    expect(await listen(port), `round ${round}`).toBe("free");
  }
});
