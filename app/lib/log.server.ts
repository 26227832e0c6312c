import { createHmac } from "node:crypto";
import pino from "pino";
import { env } from "~/lib/env.server";

let logger: pino.Logger | undefined;

/** The server's log: JSON lines on standard output. Nothing secret or personal goes in; see `fingerprintOf`. */
export function log(): pino.Logger {
  logger ??= pino({ level: env().LOG_LEVEL, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
  return logger;
}

/**
 * A short stand-in for a value that must not be in a log, such as a share token: the same value gives the same
 * stand-in on every server, and without SESSION_SECRET nobody can try values against it.
 *
 * @returns 12 hexadecimal characters (48 bits: enough to tell the lines of one day apart)
 */
export function fingerprintOf(value: string): string {
  return createHmac("sha256", env().SESSION_SECRET).update(value).digest("hex").slice(0, 12);
}
