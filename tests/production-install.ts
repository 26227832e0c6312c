import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { PROJECT_DIR } from "../local/build.ts";

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** The packages that a production install has of its own accord; the others come with them. */
export function productionPackages(): string[] {
  const file = readFileSync(join(PROJECT_DIR, "package.json"), "utf8");
  return Object.keys(packageSchema.parse(JSON.parse(file)).dependencies);
}

/**
 * A directory as `npm ci --omit=dev` and a built server leave it, without the sources: package.json, the built files but
 * for the pages, and the packages for production.
 */
export function makeProductionInstall(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), "reprise-install-"));
  copyFileSync(join(PROJECT_DIR, "package.json"), join(dir, "package.json"));
  execFileSync("npm", ["run", "--silent", "build:server", "--", `--outdir=${dir}/build`], {
    cwd: PROJECT_DIR,
  });
  for (const name of productionPackages()) {
    const link = join(dir, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PROJECT_DIR, "node_modules", name), link);
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
