import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { StartupError } from "./startup-error.ts";

/** The root of the project. */
export const PROJECT_DIR = fileURLToPath(new URL("../", import.meta.url));

const SOURCE_DIRS = ["app", "server", "public", "local"];
const SOURCE_FILES = [
  "package.json",
  "package-lock.json",
  "vite.config.ts",
  "remix.config.js",
  "tsconfig.json",
];
const recordSchema = z.object({ digest: z.string() });

function listSources(projectDir: string): string[] {
  const inDirs = SOURCE_DIRS.filter((dir) => existsSync(join(projectDir, dir))).flatMap((dir) =>
    readdirSync(join(projectDir, dir), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const files = SOURCE_FILES.map((file) => join(projectDir, file)).filter((file) => existsSync(file));
  return [...inDirs, ...files].sort();
}

/** A digest of everything that the build is made from. By content: a checkout gives every file a new time. */
export function digestSources(projectDir = PROJECT_DIR): string {
  const digest = createHash("sha256");
  for (const file of listSources(projectDir)) {
    const content = readFileSync(file);
    digest.update(`${file.slice(projectDir.length)}\0${content.length}\0`).update(content);
  }
  return digest.digest("hex");
}

function recordedDigest(file: string): string | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8"))).digest;
  } catch {
    return undefined;
  }
}

/**
 * Builds the web server unless the present build was made from the present sources.
 *
 * @param options.logFile where the output of the build goes.
 * @param options.onSpawn given the process, so that it can be stopped.
 * @param options.command for tests; `npm run build` otherwise.
 * @returns true when it had to be built.
 * @throws StartupError when the build fails.
 */
export async function ensureBuild(options: {
  logFile: string;
  projectDir?: string;
  onSpawn?: (child: ChildProcess) => void;
  command?: [string, ...string[]];
}): Promise<boolean> {
  const { projectDir = PROJECT_DIR, logFile, command = ["npm", "run", "build"] } = options;
  const record = join(projectDir, "build", ".sources.json");
  const digest = digestSources(projectDir);
  if (existsSync(join(projectDir, "build", "serve.js")) && recordedDigest(record) === digest) return false;
  const log = openSync(logFile, "w");
  const [file, ...args] = command;
  // What is built is for production, also when a test asks for it: vite.config.ts looks at VITEST.
  const { VITEST: _, ...environment } = process.env;
  const child = spawn(file, args, {
    cwd: projectDir,
    env: { ...environment, NODE_ENV: "production" },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  options.onSpawn?.(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0)
    throw new StartupError(`The web server could not be built: the reason is at the end of ${logFile}.`);
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, JSON.stringify({ digest }));
  return true;
}
