import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuild } from "./build.ts";

// Builds the web server unless the present build was made from the present sources.
const dir = mkdtempSync(join(tmpdir(), "reprise-build-"));
const logFile = join(dir, "build.log");
try {
  await ensureBuild({ logFile });
} catch (error) {
  console.error(readFileSync(logFile, "utf8"), error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
