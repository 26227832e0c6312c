import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { z } from "zod";
import { PROJECT_DIR } from "../../local/build";
import { productionPackages } from "../production-install";
import { startServerBeside } from "./server-beside";
import { expect, test } from "./test";

/** What an install without the development dependencies may take, MB. Measured when this was written: 204. */
const INSTALL_LIMIT_MB = 300;

const packageOf = (path: string) =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

/** The packages that the built server and its commands import. */
async function importedPackages(): Promise<string[]> {
  const dir = join(PROJECT_DIR, "build");
  const inDir = (folder: string) =>
    readdirSync(join(dir, folder)).flatMap((file) => (file.endsWith(".js") ? [join(dir, folder, file)] : []));
  const { metafile } = await build({
    entryPoints: [...inDir("."), ...inDir("server")],
    outdir: dir,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: ["./main.js"],
    logLevel: "error",
  });
  const paths = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const packages = paths.filter(
    (path) => /^[@a-z]/.test(path) && !path.startsWith("build/") && !isBuiltin(path),
  );
  return [...new Set(packages.map(packageOf))].sort();
}

test("A20 a production install has the packages that the built server imports, and no others", async () => {
  // A server in development compiles the pages; one in production never gets there.
  expect(await importedPackages()).toEqual([...productionPackages(), "vite"].sort());
});

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
});

function blocksIn(dir: string): number {
  return readdirSync(dir, { withFileTypes: true }).reduce((sum, entry) => {
    // What a package has below it is a package of the lock file, too.
    if (entry.name === "node_modules") return sum;
    const path = join(dir, entry.name);
    return sum + (entry.isDirectory() ? blocksIn(path) : entry.isFile() ? statSync(path).blocks : 0);
  }, 0);
}

test(`A20 a production install takes at most ${INSTALL_LIMIT_MB} MB`, () => {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(PROJECT_DIR, "package-lock.json"), "utf8")));
  const dirs = Object.entries(lock.packages).flatMap(([path, { dev, devOptional }]) =>
    path === "" || dev || devOptional ? [] : [join(PROJECT_DIR, path)],
  );
  const sizes = dirs.map((dir) => (statSync(dir, { throwIfNoEntry: false }) ? blocksIn(dir) : 0));
  const megabytes = (sizes.reduce((sum, blocks) => sum + blocks, 0) * 512) / 1024 / 1024;
  // Less than the server's packages can be would mean that nothing was measured.
  expect(megabytes).toBeGreaterThan(50);
  expect(megabytes).toBeLessThanOrEqual(INSTALL_LIMIT_MB);
});

/** Where npm has put a version of Node, which is a package whose binary npx fetches once. */
function nodeOf(version: string): string {
  const args = ["--yes", "--prefer-offline", `node@${version}`, "-p", "process.execPath"];
  return execFileSync("npx", args, { encoding: "utf8", cwd: PROJECT_DIR }).trim();
}

test.describe("A22 the built server answers on Node", () => {
  for (const version of ["20.19.0", "22.23.3", "24.21.0"])
    test(version, async () => {
      const program = nodeOf(version);
      const { site, stop } = await startServerBeside({}, program);
      try {
        for (const path of ["/healthz", "/readyz", "/login"])
          expect((await fetch(`${site}${path}`)).status, path).toBe(200);
      } finally {
        await stop();
      }
    });
});
