import { serve } from "inngest/remix";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inngest } from "./client.server";
import { createFunctions } from "./functions.server";

const ENVIRONMENT = {
  NODE_ENV: "test",
  LOG_LEVEL: "silent",
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEY: "p",
  SUPABASE_SECRET_KEY: "s",
  INNGEST_DEV: "",
  INNGEST_EVENT_KEY: "event-key",
  INNGEST_SIGNING_KEY: "signkey-prod-0123456789abcdef",
  GENERATION_API_URL: "http://127.0.0.1:9",
  GENERATION_API_KEY: "sk-only-for-tests",
  GENERATION_CONCURRENCY: "3",
};
beforeAll(() => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test("with a signing key, a call that Inngest has not signed runs nothing and is told nothing", async () => {
  const functions = createFunctions();
  const handler = serve({ client: inngest(), functions, serveOrigin: "https://desk.example.com" });
  const call = (search: string, headers: Record<string, string> = {}) =>
    handler({
      request: new Request(`https://desk.example.com/api/inngest${search}`, {
        method: "POST",
        body: JSON.stringify({ event: { name: "x" }, events: [], steps: {}, ctx: {} }),
        headers: { host: "desk.example.com", ...headers },
      }),
    });
  const signature = `t=${Math.floor(Date.now() / 1000)}&s=${"0".repeat(64)}`;
  for (const fn of functions) {
    const run = `?fnId=${fn.id("reprise")}&stepId=step`;
    for (const headers of [undefined, { "x-inngest-signature": signature }]) {
      const response = await call(run, headers);
      expect(response.status).toBe(401);
      expect(await response.text()).not.toMatch(/stack|node_modules/);
    }
  }
  expect((await call("")).status).toBe(401);
});

test("Inngest is told how many songs may be made at the same time", () => {
  const generate = createFunctions().find((fn) => fn.id("reprise") === "reprise-generate-song");
  expect(generate?.opts.concurrency).toEqual({ limit: 3 });
});
