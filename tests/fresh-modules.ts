import { vi } from "vitest";

// Test files share a process. What a module of ours
// remembers (the environment that it parsed, the log, what was mocked) must not reach the next file; packages are loaded once.
vi.resetModules();
