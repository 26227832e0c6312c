import { afterAll, vi } from "vitest";

// Test files share a process. What a module of ours remembers (the environment that it parsed, the log, what was mocked)
// must not reach the next file, and neither may what a file sets in the environment; packages are loaded once.
vi.resetModules();
const environment = { ...process.env };
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
