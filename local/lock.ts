import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { identifyProcess, isRunning, type ProcessIdentity, stopProcess } from "./processes.ts";
import { StartupError, systemErrorCode } from "./startup-error.ts";

const identitySchema = z.object({ pid: z.number().int(), startedAt: z.string() });
const contentSchema = z.object({
  holder: identitySchema,
  address: z.string(),
  stopping: z.boolean(),
  children: z.array(identitySchema),
});
type Content = z.infer<typeof contentSchema>;

/** The right to use a local directory, held by one supervisor at a time. */
export interface Lock {
  /** Records the processes that a successor has to stop should this one be killed. */
  recordChildren(children: ProcessIdentity[]): void;
  /** Tells a successor that is already waiting that it will soon be its turn. */
  markStopping(): void;
  release(): void;
}

const fileIn = (localDir: string) => join(localDir, "lock.json");

function readLock(file: string): Content | undefined {
  try {
    return contentSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    // Cut short by a power failure: nobody can hold it.
    return { holder: { pid: 0, startedAt: "" }, address: "", stopping: false, children: [] };
  }
}

/** Who holds the directory at this moment: its supervisor's process and address; undefined when nobody does. */
export function findHolder(localDir: string): { pid: number; address: string } | undefined {
  const content = readLock(fileIn(localDir));
  return content && isRunning(content.holder)
    ? { pid: content.holder.pid, address: content.address }
    : undefined;
}

/** A supervisor whose terminal was closed notices within a second, and one that is stopping takes a little longer. */
async function waitForRelease(file: string, patienceMs: number): Promise<Content | undefined> {
  const noticeBy = Date.now() + Math.min(1_500, patienceMs);
  const goneBy = Date.now() + patienceMs;
  for (;;) {
    const content = readLock(file);
    if (!content || !isRunning(content.holder)) return undefined;
    if (Date.now() > (content.stopping ? goneBy : noticeBy)) return content;
    await sleep(50);
  }
}

/**
 * Takes the lock of a directory. A lock whose holder was killed is taken over, and the processes that it left behind
 * are stopped; they are known by number and start time, so that no other process is ever touched.
 *
 * @param address what to tell somebody who starts a second supervisor.
 * @param patienceMs how long to wait for a supervisor that is stopping.
 * @throws StartupError when another supervisor holds it.
 */
export async function acquireLock(localDir: string, address: string, patienceMs = 20_000): Promise<Lock> {
  const file = fileIn(localDir);
  const holder = identifyProcess(process.pid);
  if (!holder) throw new Error("this process cannot be identified");
  let content: Content = { holder, address, stopping: false, children: [] };
  const aside = `${file}.${process.pid}`;
  for (;;) {
    writeFileSync(aside, JSON.stringify(content));
    try {
      // A link, unlike a rename, fails when the name is taken.
      linkSync(aside, file);
      rmSync(aside);
      break;
    } catch (error) {
      rmSync(aside, { force: true });
      if (systemErrorCode(error) !== "EEXIST") throw error;
    }
    const other = await waitForRelease(file, patienceMs);
    if (other) {
      throw new StartupError(
        `Reprise is already running at ${other.address} (process ${other.holder.pid}) with the data in ${localDir}: stop it first, or set another PORT and LOCAL_DIR.`,
      );
    }
    await removeStale(file, aside);
  }
  const write = (change: Partial<Content>) => {
    content = { ...content, ...change };
    writeFileSync(aside, JSON.stringify(content));
    renameSync(aside, file);
  };
  return {
    recordChildren: (children) => write({ children }),
    markStopping: () => write({ stopping: true }),
    release: () => {
      if (readLock(file)?.holder.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

async function removeStale(file: string, aside: string): Promise<void> {
  const grave = `${aside}.stale`;
  try {
    // Of two processes that take over at once one gets the file, the other begins again.
    renameSync(file, grave);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return;
    throw error;
  }
  const stale = readLock(grave);
  if (stale && isRunning(stale.holder)) {
    // It was taken between our look and our hand: give it back.
    linkSync(grave, file);
    rmSync(grave);
    return;
  }
  for (const child of stale?.children ?? []) {
    await stopProcess(child, [
      { signal: "SIGTERM", withinMs: 3_000 },
      { signal: "SIGKILL", withinMs: 3_000 },
    ]);
  }
  rmSync(grave, { force: true });
}
