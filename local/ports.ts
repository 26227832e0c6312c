import { createServer } from "node:net";
import { StartupError, systemErrorCode } from "./startup-error.ts";

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host }, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address) resolve(address.port);
        else reject(new Error("the operating system named no port"));
      });
    });
  });
}

/** A TCP port on 127.0.0.1 that nobody listens on at this moment. */
export function findFreePort(): Promise<number> {
  return listenOnce(0, "127.0.0.1");
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
