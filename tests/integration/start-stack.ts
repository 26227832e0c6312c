import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startStack } from "../../local/stack.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseUrl: string;
    supabaseUrl: string;
    publishableKey: string;
    secretKey: string;
    inngestUrl: string;
  }
}

/** One local stack for all integration tests: each test makes the orders and failures that it looks at. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const localDir = mkdtempSync(join(tmpdir(), "reprise-integration-"));
  const stack = await startStack({ localDir });
  project.provide("databaseUrl", stack.databaseUrl);
  project.provide("supabaseUrl", stack.supabaseUrl);
  project.provide("publishableKey", stack.publishableKey);
  project.provide("secretKey", stack.secretKey);
  project.provide("inngestUrl", stack.inngestUrl ?? "");
  return async () => {
    await stack.stop();
    rmSync(localDir, { recursive: true, force: true });
  };
}
