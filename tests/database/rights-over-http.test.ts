import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_KEYS, testClient } from "../../local/fixtures/clients.ts";
import { type SupabaseServer, startSupabase } from "../../local/supabase/index.ts";
import { RIGHTS } from "./rights-matrix.ts";
import { makeWorld, type World } from "./rights-world.ts";
import { qualified } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

const { publishableKey, secretKey } = TEST_KEYS;
const PASSWORD = "correct horse battery staple";

/** Every function that a customer's keys must not reach, with arguments that the API can match it by. */
const SERVICE_CALLS: [string, Record<string, unknown>][] = [
  ["retry_failed_job", { p_failed_job_id: null, p_actor: null }],
  ["resolve_failed_job", { p_failed_job_id: null, p_actor: null, p_note: "mine" }],
  ["request_generation", { p_order_id: null, p_variant_numbers: [1], p_actor: null, p_reason: "mine" }],
  ["claim_outbox_events", { p_limit: 1, p_lease_seconds: 1 }],
  ["mark_outbox_sent", { p_event_ids: ["x"] }],
  ["invite_staff_member", { p_email: "me@example.com", p_role: "admin" }],
  ["accept_staff_invitation", { p_user_id: null }],
  ["live_sessions", { p_sessions: [] }],
  ["change_staff_member", { p_user_id: null, p_role: "admin" }],
  ["list_staff", {}],
  ["begin_variant_generation", { p_order_id: null, p_variant_number: 1, p_event_id: "x" }],
  ["erase_customer", { p_user_id: null, p_actor: null, p_reason: "mine" }],
];
const TABLES = [
  ...new Set(RIGHTS.filter((right) => right.command === "select").map((right) => right.object)),
];

onEachPostgres("migrated", (database) => {
  const dir = mkdtempSync(join(tmpdir(), "reprise-rights-"));
  let server: SupabaseServer;
  let world: World;
  let owner: SupabaseClient;
  let stranger: SupabaseClient;

  const anon = (headers: Record<string, string> = {}) => testClient(server.url, publishableKey, headers);

  /** Signs up through the API; with rows to be given, the new account becomes their owner. */
  async function signUp(email: string): Promise<{ client: SupabaseClient; id: string }> {
    const client = anon();
    const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
    if (error || !data.user) throw error ?? new Error("no user");
    return { client, id: data.user.id };
  }

  beforeAll(async () => {
    const { sql, url } = database();
    world = await makeWorld(sql);
    server = await startSupabase({ databaseUrl: url, storageDir: dir, openSignUp: true, ...TEST_KEYS });
    const signedUp = await signUp("owner@example.com");
    owner = signedUp.client;
    await sql`insert into public.users (id, email) values (${signedUp.id}, 'owner@example.com')`;
    for (const table of ["customizations", "orders", "songs", "song_variants"]) {
      await sql`update ${sql(table)} set user_id = ${signedUp.id} where user_id = ${world.owner}`;
    }
    stranger = (await signUp("stranger@example.com")).client;
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test("the public key lists no song and no token", async () => {
    for (const client of [anon(), anon({ "x-share-token": "" }), anon({ "x-share-token": "not-a-token" })]) {
      const answer = await client.from("song_variants").select("id, share_token");
      expect(answer).toMatchObject({ error: null, data: [] });
    }
    const guess = await anon().from("song_variants").select("id").eq("share_token", world.token);
    expect(guess).toMatchObject({ error: null, data: [] });
  });

  test("S18 a token reads what playing its song needs, and nothing about whose it is", async () => {
    const song = () => anon({ "x-share-token": world.token }).from("song_variants");
    const needed = "id, storage_path, duration_ms, generation_status, share_token, completed_at";
    expect((await song().select(needed)).data).toMatchObject([{ id: world.sharedVariant }]);
    const columns = await database().sql<{ name: string }[]>`select attname as name from pg_attribute
      where attrelid = 'public.song_variants'::regclass and attnum > 0 and not attisdropped`;
    for (const name of ["*", ...columns.map((column) => column.name)]) {
      if (needed.split(", ").includes(name)) continue;
      expect([name, (await song().select(name)).error?.code]).toEqual([name, "42501"]);
    }
  });

  test("a token opens its one song, in a table and through the lookup", async () => {
    const answer = await anon({ "x-share-token": world.token }).from("song_variants").select("id");
    expect(answer).toMatchObject({ error: null, data: [{ id: world.sharedVariant }] });
    const found = await anon().rpc("find_shared_song", { p_token: world.token });
    expect(found.data).toMatchObject([{ variant_id: world.sharedVariant, recipient_name: "Rosa" }]);
    for (const hidden of ["user_id", "message"]) expect(Object.keys(found.data[0])).not.toContain(hidden);
    expect((await anon().rpc("find_shared_song", { p_token: "nonsense" })).data).toEqual([]);
  });

  test("a stranger reads nothing, and the owner their own", async () => {
    const readable = ["users", "customizations", "orders", "songs", "song_variants"];
    for (const table of TABLES) {
      const [schema = "", name = ""] = qualified(table).split(".");
      const answer = await stranger.schema(schema).from(name).select();
      if (readable.includes(table)) expect(answer, table).toMatchObject({ error: null, data: [] });
      else expect(answer.error, table).toMatchObject({ code: "42501" });
    }
    const own = await owner.from("orders").select("id, customizations(recipient_name), song_variants(id)");
    expect(own.error).toBeNull();
    expect(own.data?.map((order) => order.id)).toEqual([world.order]);
    expect(own.data?.[0]?.song_variants).toHaveLength(2);
  });

  describe("of a variant an owner", () => {
    const shared = () =>
      owner.from("song_variants").select("selected, storage_path").eq("id", world.sharedVariant);

    test("can choose it as the favourite", async () => {
      const chosen = await owner
        .from("song_variants")
        .update({ selected: true })
        .eq("id", world.sharedVariant);
      expect(chosen.error).toBeNull();
      expect((await shared()).data).toMatchObject([{ selected: true }]);
    });

    test.each([
      ["storage_path", "somebody/else.wav"],
      ["generation_status", "pending"],
      ["share_token", "00000000-0000-4000-8000-000000000000"],
      ["user_id", "00000000-0000-4000-8000-000000000000"],
      ["duration_ms", 1],
    ])("cannot change %s, alone or beside the favourite", async (column, value) => {
      const before = (await shared()).data;
      for (const patch of [{ [column]: value }, { selected: false, [column]: value }]) {
        const refused = await owner.from("song_variants").update(patch).eq("id", world.sharedVariant);
        expect(refused.error).toMatchObject({ code: "42501" });
      }
      expect((await shared()).data).toEqual(before);
    });

    test("cannot choose another customer's", async () => {
      const { sql } = database();
      const chosen = await stranger
        .from("song_variants")
        .update({ selected: true })
        .neq("variant_number", 99);
      expect(chosen.error).toBeNull();
      const [row] = await sql`select count(*)::int as n from public.song_variants where selected`;
      expect(row).toEqual({ n: 1 });
    });
  });

  test.each(SERVICE_CALLS)("%s is the server's alone", async (name, args) => {
    for (const client of [anon(), anon({ "x-share-token": world.token }), owner]) {
      expect((await client.schema("desk").rpc(name, args)).error).toMatchObject({ code: "42501" });
    }
    expect((await testClient(server.url, secretKey).schema("desk").rpc(name, args)).error).toBeNull();
  });

  test("what the desk's functions are made of is out of everybody's reach", async () => {
    for (const client of [anon(), owner, testClient(server.url, secretKey)]) {
      const answer = await client.schema("desk_private").rpc("written_text", { p_text: "x" });
      expect(answer.error).toMatchObject({ code: "PGRST106" });
    }
  });

  test("the record of changes takes no change from the secret key either", async () => {
    const service = testClient(server.url, secretKey);
    const before = (await service.schema("desk").from("activity").select()).data;
    expect(before?.length).toBeGreaterThan(0);
    expect(
      (await service.schema("desk").from("activity").update({ note: "x" }).gt("id", 0)).error?.code,
    ).toBe("42501");
    expect((await service.schema("desk").from("activity").delete().gt("id", 0)).error?.code).toBe("42501");
    expect((await service.schema("desk").from("activity").select()).data).toEqual(before);
  });
});
