import type { Sql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { onEachPostgres } from "./servers.ts";

/** column | type | not null | default */
const COLUMNS: Record<string, string[]> = {
  song_variants: [
    "id | uuid | not null | gen_random_uuid()",
    "order_id | uuid | not null | ",
    "user_id | uuid | not null | ",
    "variant_number | integer | not null | ",
    "storage_path | text | not null | ",
    "duration_ms | integer | null | ",
    "generation_status | generation_status | not null | 'pending'::generation_status",
    "share_token | uuid | not null | gen_random_uuid()",
    "selected | boolean | null | false",
    "created_at | timestamp with time zone | null | now()",
    "completed_at | timestamp with time zone | null | ",
  ],
  failed_jobs: [
    "id | uuid | not null | gen_random_uuid()",
    "job_type | text | not null | ",
    "event_data | jsonb | not null | ",
    "error_message | text | not null | ",
    "error_stack | text | null | ",
    "retry_count | integer | not null | ",
    "failed_at | timestamp with time zone | null | now()",
    "resolved_at | timestamp with time zone | null | ",
    "notes | text | null | ",
  ],
};

const CONSTRAINTS = [
  "failed_jobs PRIMARY KEY (id)",
  "song_variants CHECK (((variant_number >= 1) AND (variant_number <= 5)))",
  "song_variants FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE",
  "song_variants FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE",
  "song_variants PRIMARY KEY (id)",
  "song_variants UNIQUE (order_id, variant_number)",
  "song_variants UNIQUE (share_token)",
];

const INDEXES = [
  "idx_failed_jobs_failed_at: failed_jobs USING btree (failed_at)",
  "idx_failed_jobs_type: failed_jobs USING btree (job_type)",
  "idx_song_variants_order_id: song_variants USING btree (order_id)",
  "idx_song_variants_share_token: song_variants USING btree (share_token)",
  "idx_song_variants_status: song_variants USING btree (generation_status)",
  "idx_song_variants_user_id: song_variants USING btree (user_id)",
];

const POLICIES = [
  "failed_jobs: Service role can manage failed jobs, ALL, {service_role}",
  "song_variants: Public can view songs via share token, SELECT, {anon}",
  "song_variants: Service role can manage song variants, ALL, {service_role}",
  "song_variants: Users can update own song variants, UPDATE, {authenticated}",
  "song_variants: Users can view own song variants, SELECT, {authenticated}",
];

/** Those of the base schema and of the operations tables; with Phase 1's they are all that there are. */
const OTHER_POLICIES = [
  ...[
    "activity",
    "bulk_operation_items",
    "bulk_operations",
    "discarded_files",
    "ended_generations",
    "erased_customers",
    "event_types",
    "event_watches",
    "error_group_hours",
    "error_groups",
    "error_kinds",
    "error_kinds_version",
    "failed_job_attempts",
    "failed_job_presence",
    "generation_runs",
    "idempotency_keys",
    "migration_steps",
    "order_summaries",
    "outbox_events",
    "outside_rows",
    "relinks",
    "saved_views",
    "share_limits",
    "shop_changes",
    "song_listeners",
    "song_openings",
    "song_options",
    "song_peaks",
    "song_plays",
    "staff_invitations",
    "staff_members",
  ].map((table) => `${table}: Service role can manage ${table.replaceAll("_", " ")}, ALL, {service_role}`),
  "song_variants: Ended share links open nothing, SELECT, {anon}",
  "customizations: Users can view own customizations, SELECT, {authenticated}",
  "orders: Users can view own orders, SELECT, {authenticated}",
  "songs: Users can view own songs, SELECT, {authenticated}",
  "users: Users can view own profile, SELECT, {authenticated}",
];

// On all migrations: what came later may have added to it, and must have left it as it was.
onEachPostgres("migrated", (database) => {
  let sql: Sql;
  const lines = async (query: string) =>
    (await sql.unsafe<{ line: string }[]>(query)).map((row) => row.line).toSorted();

  beforeAll(() => {
    sql = database().sql;
  });

  test.each(Object.entries(COLUMNS))(
    "%s has Phase 1's columns first, in its order",
    async (table, columns) => {
      const rows = await sql<{ line: string }[]>`
      select format('%s | %s | %s | %s', attname, format_type(atttypid, atttypmod),
        case when attnotnull then 'not null' else 'null' end, pg_get_expr(adbin, adrelid)) as line
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = ${`public.${table}`}::regclass and attnum > 0 and not attisdropped order by attnum`;
      expect(rows.map((row) => row.line).slice(0, columns.length)).toEqual(columns);
    },
  );

  test("its constraints stand, and orders has an occasion date that may be missing", async () => {
    const found = await lines(`
      select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) as line from pg_constraint
      where conrelid in ('public.song_variants'::regclass, 'public.failed_jobs'::regclass)`);
    expect(found).toEqual(expect.arrayContaining(CONSTRAINTS));
    const date = await lines(`select format('%s %s', format_type(atttypid, -1), attnotnull) as line
      from pg_attribute where attrelid = 'public.orders'::regclass and attname = 'occasion_date'`);
    expect(date).toEqual(["date f"]);
  });

  test.each(INDEXES)("index %s", async (index) => {
    const found = await lines(`
      select regexp_replace(pg_get_indexdef(indexrelid), '^CREATE INDEX (\\S+) ON public\\.', '\\1: ') as line
      from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = 'public'::regnamespace`);
    expect(found).toContain(index);
  });

  test("there are these policies, and no others", async () => {
    const found = await lines(`
      select format('%s: %s, %s, %s', tablename, policyname, cmd, roles) as line
      from pg_policies where schemaname in ('public', 'desk')`);
    expect(found).toEqual([...POLICIES, ...OTHER_POLICIES].toSorted());
  });

  test("its comments", async () => {
    const [row] = await sql`select obj_description('public.song_variants'::regclass) as variants,
      obj_description('public.failed_jobs'::regclass) as failures`;
    expect(row).toEqual({
      variants: "AI-generated song variants with per-variant status tracking and public share tokens",
      failures: "Dead-letter queue for failed generation jobs after retry exhaustion",
    });
  });
});
