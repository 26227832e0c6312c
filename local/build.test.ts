import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureBuild } from "./build.ts";

let projectDir: string;
const count = () => readFileSync(join(projectDir, "build/count"), "utf8").length;

beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), "reprise-build-"));
  mkdirSync(join(projectDir, "app"));
  writeFileSync(join(projectDir, "app/root.tsx"), "one");
});

afterEach(() => rmSync(projectDir, { recursive: true, force: true }));

const SCRIPT = "mkdir -p build && touch build/serve.js && printf x >> build/count";
const build = (script = SCRIPT) =>
  ensureBuild({ projectDir, logFile: join(projectDir, "build.log"), command: ["sh", "-c", script] });

test("builds when there is no build, and when a source has changed, and not otherwise", async () => {
  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
  writeFileSync(join(projectDir, "app/root.test.tsx"), "a test is not a source");
  expect(await build()).toBe(false);
  writeFileSync(join(projectDir, "app/root.tsx"), "two");
  expect(await build()).toBe(true);
  rmSync(join(projectDir, "build/serve.js"));
  expect(await build()).toBe(true);
  expect(count()).toBe(3);
});

test("a build that fails is told, and tried again the next time", async () => {
  await expect(build("echo no such module; exit 2")).rejects.toThrow(/could not be built: .*build\.log/);
  expect(readFileSync(join(projectDir, "build.log"), "utf8")).toContain("no such module");
  expect(existsSync(join(projectDir, "build/.sources.json"))).toBe(false);
  expect(await build()).toBe(true);
});
