import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";
import { migrationsOfSchema } from "../../local/schema.ts";
import { check } from "../../migrate/check.ts";
import { keptRules } from "../../migrate/check-access.ts";
import { readMigrations } from "../../migrate/files.ts";
import { stops } from "../../migrate/findings.ts";
import { install } from "../../migrate/install.ts";
import { makeShop, shopDir } from "../shops/shop.ts";
import { asHosted } from "./hosted-database.ts";
import { makeStaff } from "./rows.ts";
import { onPostgres } from "./servers.ts";
import { withSession } from "./shop-before.ts";

const SIZE = { users: 40, orders: 100, failures: 80 };

onPostgres((server) => {
  let sql: Sql;
  let owner: Sql;
  let url: string;
  const name = `song_gifts_${randomBytes(4).toString("hex")}`;
  const dir = mkdtempSync(join(tmpdir(), "song-gifts-"));

  beforeAll(async () => {
    const fresh = await createDatabase(server().url, name);
    await prepareDatabase(fresh);
    sql = postgres(fresh, { max: 2, onnotice: () => {} });
    ({ url, owner } = await asHosted({ url: fresh, sql }));
    await makeShop(url, "song-gifts", SIZE);
    const shopFile = readFileSync(join(shopDir("song-gifts"), "00_shop.sql"), "utf8");
    for (const [file, text] of migrationsOfSchema(shopFile)) writeFileSync(join(dir, file), text);
  });
  afterAll(async () => {
    await owner.end({ timeout: 5 });
    await sql.end({ timeout: 5 });
    await server().sql`drop database if exists ${server().sql(name)} with (force)`;
    rmSync(dir, { recursive: true, force: true });
  });

  test("A7 A8 a shop with tables, songs and migrations of its own is checked and installed beside", async () => {
    await withSession(url, async (session) => {
      const migrations = await readMigrations(dir);
      const { findings } = await check(session, migrations, {
        databaseUrl: url,
        base: false,
        policies: "keep",
      });
      expect(findings.filter((finding) => stops([finding]))).toEqual([]);
      await install(session, migrations, { base: false, leftOut: await keptRules(session, migrations) });
    });
    const [history] = await owner`select count(*)::int as n from supabase_migrations.schema_migrations`;
    expect(history).toEqual({ n: 2 });
  });

  test("A2 A4 each of its failures has its order, its customer and its day where the shop knows them", async () => {
    const [found] = await sql`
      select count(*)::int as failures, count(j.order_id)::int as orders,
        count(*) filter (where j.customer_id is null and o.user_id is not null)::int as without_customer,
        count(*) filter (where j.needed_by is distinct from coalesce(o.deliver_on, 'infinity'))::int as other_day,
        count(*) filter (where (j.state = 'open') <> (j.resolved_at is null))::int as other_state
      from public.failed_jobs j left join public.orders o on o.id = j.order_id`;
    expect(found).toEqual({ failures: 80, orders: 80, without_customer: 0, other_day: 0, other_state: 0 });
  });

  test("A10 each of its orders is listed", async () => {
    const [found] = await sql`select count(*)::int as n from desk.order_summaries`;
    expect(found).toEqual({ n: SIZE.orders });
  });

  test("A1 each of its failures that are open is retried as it was", async () => {
    const ana = await makeStaff(sql);
    const answers = await sql<{ code: string | null }[]>`
      select code from desk_private.retry_failed_jobs(
        array(select id from public.failed_jobs where state = 'open'), ${ana.id}, null, null)`;
    expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 60 }, () => null));
    const changed = await sql`
      select e.event_id from desk.outbox_events e join desk.failed_job_attempts a on a.event_id = e.event_id
      join public.failed_jobs j on j.id = a.failed_job_id
      where e.name <> j.event_data ->> 'name' or e.data <> j.event_data -> 'data'`;
    expect(changed).toEqual([]);
  });
});
