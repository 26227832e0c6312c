import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("everything has a default", () => {
  expect(readSettings({ PORT: undefined, DATABASE_URL: "" })).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    publicUrl: "http://127.0.0.1:3000",
    databaseUrl: undefined,
    inngestDev: undefined,
    ownSongApi: false,
    supabase: undefined,
  });
});

test.each([
  ["0.0.0.0", "http://localhost:3000"],
  ["::1", "http://[::1]:3000"],
  ["example.test", "http://example.test:3000"],
])("HOST=%s is reached at %s", (HOST, publicUrl) => {
  expect(readSettings({ HOST }).publicUrl).toBe(publicUrl);
});

test.each([
  [{ PORT: "0" }, /^PORT is not valid: .*for example 3000\.$/],
  [{ PORT: "http" }, /^PORT/],
  [{ DATABASE_URL: "mysql://x" }, /^DATABASE_URL is not valid: .*for example postgres:/],
  [{ DEMO_PASSWORD: "short" }, /^DEMO_PASSWORD .*12 characters/],
  [{ INNGEST_DEV: "1" }, /^INNGEST_DEV .*http:\/\/127\.0\.0\.1:8288/],
  [{ GENERATION_API_URL: "songs" }, /^GENERATION_API_URL .*https:\/\/songs\.example\.com/],
  [{ SUPABASE_URL: "https://abc.supabase.co" }, /belong together/],
])("%j is refused", (environment, message) => {
  expect(() => readSettings(environment)).toThrow(message);
});
