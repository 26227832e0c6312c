import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { createDatabase, startPostgres } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";
import { connect, type Session, takeTurn } from "../../migrate/connection.ts";
import { BASE_MIGRATION, MIGRATIONS_DIR, readMigrations } from "../../migrate/files.ts";
import { install } from "../../migrate/install.ts";
import { remove } from "../../migrate/remove.ts";
import { startWriters } from "./writers.ts";

const USAGE = `npm run bench:migrate -- [--orders 1000000] [--rate 200] [--runs 3]

Installs the desk beside a shop that places orders, and takes it away again. No write may be refused, or wait for 2 s.`;

/** What a write of the shop may take at most while the desk is installed or removed, ms. */
const LIMIT_MS = 2_000;

const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "1000000" },
    rate: { type: "string", default: "200" },
    runs: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});

/** A shop with customers, a fiftieth of its orders, and that many orders. */
async function makeShop(url: string, orders: number): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const customer = randomUUID();
    await sql.unsafe(readFileSync(`${MIGRATIONS_DIR}${BASE_MIGRATION}`, "utf8")).simple();
    await sql`insert into auth.users (id, email)
      select case when n = 0 then ${customer}::uuid else gen_random_uuid() end, 'customer' || n || '@example.com'
      from generate_series(0, ${Math.ceil(orders / 50)}::integer) n`;
    await sql`insert into public.users (id, email, full_name) select id, email, 'Cleo Customer' from auth.users`;
    await sql`insert into public.customizations (user_id, recipient_name, occasion, genre, mood)
      select u.id, 'Rosa', 'birthday', 'pop', 'happy' from public.users u, generate_series(1, 50)
      limit ${orders}`;
    await sql`insert into public.orders (user_id, customization_id, payment_status, amount_cents)
      select user_id, id, 'paid', 4900 from public.customizations`;
    await sql`analyze`;
    return customer;
  } finally {
    await sql.end();
  }
}

async function beside(
  name: string,
  url: string,
  customer: string,
  work: (session: Session) => Promise<unknown>,
) {
  const sql = postgres(url, { max: 50, onnotice: () => {} });
  const stop = startWriters(sql, customer, Number(values.rate));
  const begun = performance.now();
  const { session, close } = await connect(url);
  try {
    await takeTurn(session, () => {});
    await work(session);
  } finally {
    await close();
    const { writes, refused, longestMs } = await stop();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const ok = refused.length === 0 && longestMs <= LIMIT_MS;
    console.log(
      `  ${name}: ${seconds} s, ${writes} writes, ${refused.length} refused, the longest ${longestMs.toFixed(0)} ms: ${ok ? "ok" : "MISSED"}`,
    );
    for (const reason of new Set(refused)) console.log(`    ${reason}`);
    if (!ok) process.exitCode = 1;
    await sql.end({ timeout: 5 });
  }
}

if (values.help) console.log(USAGE);
else {
  const dir = mkdtempSync(join(tmpdir(), "reprise-bench-migrate-"));
  const server = await startPostgres({ dataDir: join(dir, "postgres") });
  try {
    const migrations = await readMigrations();
    for (let run = 1; run <= Number(values.runs); run++) {
      const url = await createDatabase(server.url, `shop_${run}`);
      await prepareDatabase(url);
      const customer = await makeShop(url, Number(values.orders));
      console.log(`run ${run}: ${values.orders} orders, ${values.rate} more a second`);
      await beside("install", url, customer, (session) => install(session, migrations, { base: false }));
      await beside("remove", url, customer, (session) =>
        remove(session, migrations, { withPhase1: false, log: () => {} }),
      );
    }
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
