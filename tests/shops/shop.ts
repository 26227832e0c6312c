import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";

/** How much a shop has: few for a test, many to measure with. */
export interface ShopSize {
  users: number;
  orders: number;
  failures: number;
}

/** Where a shop's own files lie: migrations/, seed.sql, its shop's file and its event types. */
export const shopDir = (shop: string) => fileURLToPath(new URL(`./${shop}/`, import.meta.url));

/** Applies what a shop had before it had a desk, as the role that a company has. */
export async function makeShop(databaseUrl: string, shop: string, size: ShopSize): Promise<void> {
  const dir = shopDir(shop);
  const migrations = readdirSync(join(dir, "migrations")).sort();
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    // As the Supabase CLI keeps what it has applied.
    await sql`create schema if not exists supabase_migrations`;
    await sql`
      create table if not exists supabase_migrations.schema_migrations (
        version text primary key, statements text[], name text)`;
    for (const file of migrations) {
      const text = readFileSync(join(dir, "migrations", file), "utf8");
      const [version = "", ...name] = file.replace(/\.sql$/, "").split("_");
      await sql.unsafe(text).simple();
      await sql`insert into supabase_migrations.schema_migrations (version, name) values (${version}, ${name.join("_")})`;
    }
    const seed = readFileSync(join(dir, "seed.sql"), "utf8");
    await sql
      .unsafe(seed.replace(/:(users|orders|failures)\b/g, (_, key: keyof ShopSize) => String(size[key])))
      .simple();
    await sql`analyze`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** A shop's server, running. */
export interface ShopServer {
  url: string;
  /** Has Inngest know its functions. */
  register(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a shop's server in a process of its own.
 *
 * @param databaseUrl the shop's database, as the role that a company has
 * @param inngestUrl the Inngest that its functions are registered with
 */
export async function startShop(shop: string, databaseUrl: string, inngestUrl: string): Promise<ShopServer> {
  const child = fork(fileURLToPath(new URL("./serve.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
    env: {
      ...process.env,
      SHOP_FUNCTIONS: join(shopDir(shop), "functions.ts"),
      SHOP_DATABASE_URL: databaseUrl,
      INNGEST_DEV: inngestUrl,
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const [message] = await Promise.race([
    once(child, "message"),
    ended.then(([code]) => {
      throw new Error(`the shop's server ended with ${code}`);
    }),
  ]);
  const { url } = message as { url: string };
  return {
    url,
    async register() {
      const response = await fetch(`${url}/api/inngest`, { method: "PUT" });
      if (!response.ok) throw new Error(`registering the shop was answered ${response.status}`);
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
