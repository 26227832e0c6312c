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
    songApiUrl: string;
    songApiKey: string;
  }
}

/** One local stack for all integration tests: each test makes the orders and failures that it looks at. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const localDir = mkdtempSync(join(tmpdir(), "reprise-integration-"));
  const stack = await startStack({ localDir, songApi: { durationSeconds: 2 } });
  project.provide("databaseUrl", stack.databaseUrl);
  project.provide("supabaseUrl", stack.supabaseUrl);
  project.provide("publishableKey", stack.publishableKey);
  project.provide("secretKey", stack.secretKey);
  project.provide("inngestUrl", stack.inngestUrl ?? "");
  project.provide("songApiUrl", stack.songApi?.url ?? "");
  project.provide("songApiKey", stack.songApi?.apiKey ?? "");
  return async () => {
    await stack.stop();
    rmSync(localDir, { recursive: true, force: true });
  };
}
