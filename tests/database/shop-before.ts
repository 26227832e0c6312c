import { readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { check } from "../../migrate/check.ts";
import { keptRules, type PolicyChoice } from "../../migrate/check-access.ts";
import { connect, type Session, takeTurn } from "../../migrate/connection.ts";
import { BASE_MIGRATION, MIGRATIONS_DIR, readMigrations } from "../../migrate/files.ts";
import { install } from "../../migrate/install.ts";
import { replacePolicies } from "../../migrate/policies.ts";
import { remove } from "../../migrate/remove.ts";
import { applyShopFile } from "../../migrate/shop-file.ts";
import { asHosted } from "./hosted-database.ts";
import { makeCustomer, makeOrder } from "./rows.ts";
import type { TestDatabase } from "./servers.ts";

const textOf = (file: string) => readFileSync(`${MIGRATIONS_DIR}${file}`, "utf8");

/** A shop as it is before the desk: hosted, with its tables, orders of its customers, and songs of before variants. */
export async function makeShop(database: TestDatabase, orders = 20): Promise<{ url: string; owner: Sql }> {
  const hosted = await asHosted(database);
  await hosted.owner.unsafe(textOf(BASE_MIGRATION)).simple();
  const customer = await makeCustomer(hosted.owner);
  for (let n = 0; n < orders; n++) await makeOrder(hosted.owner, customer);
  return hosted;
}

/** What Phase 1's own sketch made, with the open policy that it had. */
export const OPEN_PHASE_1 = `
  create type public.generation_status as enum ('pending', 'generating', 'complete', 'failed');
  create table public.song_variants (
    id uuid primary key default gen_random_uuid(),
    order_id uuid not null references public.orders (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    variant_number integer not null, storage_path text not null, duration_ms integer,
    generation_status public.generation_status not null default 'pending',
    share_token uuid unique not null default gen_random_uuid(), selected boolean default false,
    created_at timestamptz default now(), completed_at timestamptz, unique (order_id, variant_number));
  alter table public.song_variants enable row level security;
  create policy "Public can view songs via share token" on public.song_variants
    for select to anon using (share_token is not null);`;

/** Does something on a session of migrate's own. */
export async function withSession<T>(url: string, use: (session: Session) => Promise<T>): Promise<T> {
  const { session, close } = await connect(url);
  try {
    await takeTurn(session, () => {});
    return await use(session);
  } finally {
    await close();
  }
}

/** As `npm run migrate` without its checks. */
export const installIn = (url: string, log?: (line: string) => void) =>
  withSession(url, async (session) =>
    install(session, await readMigrations(), { base: false, ...(log && { log }) }),
  );

/** As `npm run migrate` with what the operator decided about open policies. */
export const installDeciding = (url: string, policies: "keep" | "replace") =>
  withSession(url, async (session) => {
    const migrations = await readMigrations();
    const leftOut = policies === "keep" ? { leftOut: await keptRules(session, migrations) } : {};
    await install(session, migrations, { base: false, ...leftOut });
    if (policies === "replace") await replacePolicies(session, migrations);
  });

/** As `npm run migrate` after the shop's file was changed. */
export const installShopFile = (url: string, change: (text: string) => string) =>
  withSession(url, async (session) => {
    for (const migration of await readMigrations()) {
      if (!migration.shop) continue;
      const statements = migration.shop.statements.map((s) => ({ ...s, text: change(s.text) }));
      await applyShopFile(session, { ...migration, shop: { statements, checksum: "changed" } });
    }
  });

/** As `npm run migrate -- --remove`. */
export const removeFrom = (url: string, withPhase1 = false) =>
  withSession(url, async (session) => remove(session, await readMigrations(), { withPhase1, log: () => {} }));

/** As `npm run migrate -- --check`. */
export const checkOf = (url: string, policies?: PolicyChoice) =>
  withSession(
    url,
    async (session) =>
      (await check(session, await readMigrations(), { databaseUrl: url, base: false, policies })).findings,
  );
