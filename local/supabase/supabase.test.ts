import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_KEYS, testClient } from "../fixtures/clients.ts";
import { startTemporaryDatabase } from "../fixtures/temporary-database.ts";
import { startSupabase } from "./index.ts";

let database: Awaited<ReturnType<typeof startTemporaryDatabase>>;
let server: Awaited<ReturnType<typeof startSupabase>>;
let sql: postgres.Sql;

const { publishableKey, secretKey } = TEST_KEYS;

function client(key: string, headers: Record<string, string> = {}) {
  return testClient(server.url, key, headers);
}

beforeAll(async () => {
  database = await startTemporaryDatabase();
  const databaseUrl = await database.migrated("supabase_test");
  sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  server = await startSupabase({
    databaseUrl,
    storageDir: join(database.dir, "storage"),
    openSignUp: true,
    ...TEST_KEYS,
  });
});

afterAll(async () => {
  await sql?.end();
  await server?.stop();
  await database?.stop();
});

describe("tables", () => {
  test("embeds, filters, orders, or(), limits and counts", async () => {
    const admin = client(secretKey);
    const [one] =
      (await admin.from("customers").insert({ email: "one@example.com" }).select().throwOnError()).data ?? [];
    await admin
      .from("purchases")
      .insert([1, 2, 3].map((number) => ({ customer_id: one.id, number })))
      .throwOnError();

    const embedded = await admin
      .from("customers")
      .select("email, purchases(number, amount, created_at)")
      .eq("id", one.id);
    expect(embedded.error).toBeNull();
    expect(embedded.data?.[0]?.purchases).toHaveLength(3);
    expect(embedded.data?.[0]?.purchases[0]).toMatchObject({ amount: 12.5 });

    const up = await admin
      .from("purchases")
      .select("number, customers(email)")
      .order("number")
      .limit(1)
      .single();
    expect(up.data).toEqual({ number: 1, customers: { email: "one@example.com" } });

    const either = await admin
      .from("purchases")
      .select("number", { count: "exact" })
      .eq("customer_id", one.id)
      .or("number.eq.1,number.gte.3")
      .order("number", { ascending: false })
      .limit(1);
    expect(either).toMatchObject({ data: [{ number: 3 }], count: 2 });

    const row = await admin.from("purchases").select("amount, created_at").limit(1).single();
    expect(row.data).toEqual({ amount: 12.5, created_at: "2026-03-01T12:00:00.5+00:00" });
  });

  test("the key decides the role, and a revoked table stays revoked", async () => {
    expect((await client(publishableKey).rpc("whoami")).data).toMatchObject({ role: "anon" });
    expect((await client(secretKey).rpc("whoami")).data).toMatchObject({ role: "service_role" });
    const refused = await client(publishableKey).from("vault").select();
    expect(refused).toMatchObject({ status: 401, error: { code: "42501" } });
    const unknown = await client("sb_publishable_wrong").from("customers").select();
    expect(unknown.status).toBe(401);
  });

  test("a policy can read a header of the request", async () => {
    await client(secretKey).from("customers").insert({ email: "two@example.com" }).throwOnError();
    expect((await client(publishableKey).from("customers").select()).data).toEqual([]);
    const holder = client(publishableKey, { "x-email": "two@example.com" });
    expect((await holder.from("customers").select("email")).data).toEqual([{ email: "two@example.com" }]);
  });
});

describe("functions", () => {
  test("answer jsonb, tables and nothing, with named arguments", async () => {
    const admin = client(secretKey, { "x-probe": "seen" });
    expect((await admin.rpc("whoami")).data).toMatchObject({
      probe: "seen",
      claims: { role: "service_role" },
    });
    const three = (await admin.from("customers").insert({ email: "three@example.com" }).select().single())
      .data;
    await admin
      .from("purchases")
      .insert([{ customer_id: three.id, number: 4 }])
      .throwOnError();
    const rows = await admin.rpc("purchases_of", { customer: three.id, first: 2 });
    expect(rows.data).toEqual([
      { id: expect.any(String), number: 4, created_at: "2026-03-01T12:00:00.5+00:00" },
    ]);
  });

  test.each([
    ["P0001", 400],
    ["RP409", 400],
    ["PT409", 409],
    ["23514", 400],
    ["42501", 403],
    ["40001", 500],
    ["P0002", 500],
  ])("SQLSTATE %s reaches the client with status %i", async (code, status) => {
    const answer = await client(secretKey).rpc("fail_with", { code });
    expect(answer).toMatchObject({
      status,
      error: { code, message: "it failed", details: "the detail", hint: "the hint" },
    });
  });

  test("a duplicate is a 409, a failed check a 400, both with their codes", async () => {
    const admin = client(secretKey);
    await admin.from("customers").insert({ email: "four@example.com" }).throwOnError();
    const twice = await admin.from("customers").insert({ email: "four@example.com" });
    expect(twice).toMatchObject({ status: 409, error: { code: "23505" } });
    const { data } = await admin.from("customers").select("id").eq("email", "four@example.com").single();
    const checked = await admin.from("purchases").insert({ customer_id: data?.id, number: 9 });
    expect(checked).toMatchObject({ status: 400, error: { code: "23514" } });
  });

  test("a function made later is found after the schema is reloaded", async () => {
    await sql`create function public.made_later() returns integer language sql as 'select 7'`;
    await sql`notify pgrst, 'reload schema'`;
    await expect.poll(async () => (await client(secretKey).rpc("made_later")).data).toBe(7);
  });
});

describe("auth", () => {
  test("signs up, in, refreshes and out; the token reaches the policies", async () => {
    const user = client(publishableKey);
    const credentials = { email: "five@example.com", password: "correct horse battery" };
    const up = await user.auth.signUp(credentials);
    expect(up.error).toBeNull();
    await client(secretKey).from("customers").insert({ email: "five@example.com" }).throwOnError();

    const wrong = await client(publishableKey).auth.signInWithPassword({
      ...credentials,
      password: "wrong password",
    });
    expect(wrong.error).toMatchObject({ status: 400, code: "invalid_credentials" });

    const signedIn = await user.auth.signInWithPassword(credentials);
    expect(signedIn.error).toBeNull();
    expect((await user.auth.getUser()).data.user?.email).toBe("five@example.com");
    expect((await user.from("customers").select("email")).data).toEqual([{ email: "five@example.com" }]);
    expect((await user.rpc("whoami")).data).toMatchObject({
      role: "authenticated",
      claims: { email: "five@example.com" },
    });

    const refreshed = await user.auth.refreshSession();
    expect(refreshed.data.session?.refresh_token).not.toBe(signedIn.data.session?.refresh_token);
    expect((await user.auth.signOut()).error).toBeNull();
    const after = await client(publishableKey).auth.refreshSession({
      refresh_token: refreshed.data.session?.refresh_token ?? "",
    });
    expect(after.error).not.toBeNull();
  });

  test("many logins in a row are all answered", async () => {
    const credentials = { email: "six@example.com", password: "correct horse battery" };
    await client(publishableKey).auth.signUp(credentials);
    for (let round = 0; round < 40; round++) {
      expect((await client(publishableKey).auth.signInWithPassword(credentials)).error).toBeNull();
    }
  });
});
