import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { StartupError, systemErrorCode } from "./startup-error.ts";

function listenOnce(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host }, () => server.close(() => resolve()));
  });
}

/**
 * A TCP port on 127.0.0.1 that nobody listens on at this moment. It lies below those that operating systems give to
 * outgoing connections and to whoever listens on port 0 (from 32768 on Linux, 49152 elsewhere), so that none of these
 * takes it before it is used.
 *
 * @throws Error when a hundred ports in a row are taken
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(20_000, 32_768);
    try {
      await listenOnce(port, "127.0.0.1");
      return port;
    } catch (error) {
      if (systemErrorCode(error) !== "EADDRINUSE") throw error;
    }
  }
  throw new Error("no free port was found between 20000 and 32767");
}

/**
 * Checks that the web server will be able to listen.
 *
 * @throws StartupError when the port is taken or needs rights that this user does not have, or when the host is
 *   not an address of this machine.
 */
export async function requireFreePort(port: number, host: string): Promise<void> {
  try {
    await listenOnce(port, host);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "EADDRINUSE") {
      throw new StartupError(
        `Port ${port} on ${host} is already in use: stop the program that listens there, or choose another port, for example PORT=${port + 1} npm start.`,
      );
    }
    if (code === "EACCES") {
      throw new StartupError(
        `Port ${port} may not be used by this user: choose one above 1023, for example PORT=3000 npm start.`,
      );
    }
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
      throw new StartupError(
        `HOST=${host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 to be reachable from others.`,
      );
    }
    throw error;
  }
}
