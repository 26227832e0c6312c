export { quickBackoffMs } from "./backoff.ts";
export { type RunnerOptions, type RunningRunner, startRunner } from "./start-runner.ts";
