import { createClient } from "@supabase/supabase-js";
import { afterEach, expect, test } from "vitest";
import { type AnonClient, realtime, type ServiceClient } from "../../app/lib/supabase/clients.server.ts";
import type { Database } from "../../app/lib/supabase/database.types.ts";
import { requirePublishableKey, requireSchema } from "../../app/lib/supabase/schema-version.server.ts";
import { checkSetUp } from "../../server/check-set-up.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const stack = sharedStack();
const { sql } = connectDesk(stack);
const [{ definition } = { definition: "" }] = await sql<{ definition: string }[]>`
  select pg_get_functiondef('desk.schema_version()'::regprocedure) as definition`;

afterEach(async () => {
  Object.assign(process.env, { SUPABASE_SECRET_KEY: stack.secretKey });
  await sql.unsafe(`create schema if not exists desk; ${definition}`);
});

const clientWith = (key: string): ServiceClient =>
  createClient<Database, "desk">(stack.supabaseUrl, key, { db: { schema: "desk" }, realtime });
const publicClientWith = (key: string): AnonClient =>
  createClient<Database>(stack.supabaseUrl, key, { realtime });
const codeOf = (promise: Promise<void>) =>
  promise.then(
    () => "ok",
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );

test("A13 with the right keys and the right schema a server is ready", async () => {
  expect(await codeOf(requireSchema())).toBe("ok");
  expect(await codeOf(requirePublishableKey())).toBe("ok");
  expect(await checkSetUp()).toBeNull();
});

test("A13 a wrong key is told from the other key of the two", async () => {
  expect(await codeOf(requireSchema(clientWith("sb_secret_wrong")))).toBe("secret_key_refused");
  expect(await codeOf(requireSchema(clientWith(stack.publishableKey)))).toBe("secret_key_is_public");
  expect(await codeOf(requirePublishableKey(publicClientWith("sb_publishable_wrong")))).toBe(
    "publishable_key_refused",
  );
});

test("A13 a half-migrated database is not ready, and neither is an earlier one", async () => {
  await sql.unsafe("drop function desk.schema_version()");
  expect(await codeOf(requireSchema())).toBe("schema_missing");
  await sql.unsafe(definition.replace(/'\d{14}\.\w+'/, "'20200101000000.earlier'"));
  expect(await codeOf(requireSchema())).toBe("schema_older");
  await sql.unsafe(definition.replace(/'\d{14}\.\w+'/, "'20990101000000.later'"));
  expect(await codeOf(requireSchema())).toBe("ok");
});
