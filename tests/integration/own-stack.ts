import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { type Stack, startStack } from "../../local/stack.ts";

/**
 * A stack of this test file's own, beside the others' database: for what takes every event that is due, as a relay does.
 *
 * @param name of its database
 */
export async function startOwnStack(name: string): Promise<Stack> {
  const localDir = mkdtempSync(join(tmpdir(), `reprise-${name}-`));
  const databaseUrl = new URL(inject("databaseUrl"));
  databaseUrl.pathname = `/${name}`;
  const stack = await startStack({ localDir, databaseUrl: databaseUrl.href, runner: false, songApi: false });
  afterAll(async () => {
    await stack.stop();
    rmSync(localDir, { recursive: true, force: true });
  });
  return stack;
}
