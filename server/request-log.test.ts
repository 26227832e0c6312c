import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loggablePath } from "./request-log";

const TOKEN = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
const ENVIRONMENT = {
  NODE_ENV: "test",
  LOG_LEVEL: "silent",
  SESSION_SECRET: "one secret for all of these lines",
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEY: "p",
  SUPABASE_SECRET_KEY: "s",
  INNGEST_DEV: "http://127.0.0.1:1",
  GENERATION_API_URL: "http://127.0.0.1:9",
  GENERATION_API_KEY: "sk-only-for-tests",
};
beforeAll(() => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test.each([
  `/share/${TOKEN}`,
  `/share/${TOKEN}/audio`,
  `/share/${TOKEN}.data`,
  `/share/${TOKEN}/`,
  `/share//${TOKEN}`,
])("the token of %s is not logged", (path) => expect(loggablePath(path)).not.toContain(TOKEN));

test.each([
  `/SHARE/${TOKEN}`,
  `/share//share/${TOKEN}`,
  `/elsewhere/share/${TOKEN}`,
  `/share/${TOKEN}%`,
  `/%73hare/${TOKEN}`,
  `//share/${TOKEN}`,
  `/share%2F${TOKEN}`,
])("a token in an address that only resembles a share link is not logged either: %s", (path) =>
  expect(loggablePath(path)).not.toContain(TOKEN),
);

test("the same token is the same stand-in everywhere, and another one another", () => {
  const page = loggablePath(`/share/${TOKEN}`);
  expect(page).toMatch(/^\/share\/#[0-9a-f]{12}$/);
  for (const rest of ["audio", "download", "embed", "artwork.png"])
    expect(loggablePath(`/share/${TOKEN}/${rest}`)).toBe(`${page}/${rest}`);
  expect(loggablePath(`/share/${TOKEN}.data`)).toBe(page);
  expect(loggablePath(`/share/${TOKEN.replace("6", "7")}`)).not.toBe(page);
});

test.each(["/admin/orders/1", "/resources/failed-jobs", "/", "/shared", "/healthz"])(
  "%s is logged as it is",
  (path) => {
    expect(loggablePath(path)).toBe(path);
  },
);
