import { accessSync, constants, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartupError, systemErrorCode } from "./startup-error.ts";

/** By this file a directory is known as ours, so that nothing else is ever deleted. */
const MARK = "reprise-local-data";

/**
 * Makes the directory of the local stack.
 *
 * @throws StartupError when it cannot be written, or holds something that is not ours.
 */
export function prepareLocalDir(localDir: string): void {
  try {
    mkdirSync(localDir, { recursive: true });
    accessSync(localDir, constants.W_OK | constants.X_OK);
    if (!isLocalDir(localDir)) {
      if (readdirSync(localDir).length > 0) {
        throw new StartupError(
          `LOCAL_DIR=${localDir} holds files of something else: choose an empty or a new directory.`,
        );
      }
      writeFileSync(join(localDir, MARK), "Data of the local stack of Reprise; npm run reset removes it.\n");
    }
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `LOCAL_DIR=${localDir} cannot be written (${systemErrorCode(error) ?? error}): make it writable or choose another directory.`,
    );
  }
}

/** True when this directory was made by prepareLocalDir(). */
export function isLocalDir(localDir: string): boolean {
  return existsSync(join(localDir, MARK));
}
