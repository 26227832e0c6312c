import { vi } from "vitest";

// With --no-isolate test files share a process, since starting one for each takes longer than the tests. What a module of ours
// remembers (the environment that it parsed, the log, what was mocked) must not reach the next file; packages are loaded once.
vi.resetModules();
