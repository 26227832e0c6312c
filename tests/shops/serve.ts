import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Inngest, InngestFunction } from "inngest";
import { serve } from "inngest/node";
import postgres, { type Sql } from "postgres";

/** What a shop's functions.ts has: its Inngest client and functions. */
type CreateShop = (sql: Sql, inngestUrl: string) => { client: Inngest; functions: InngestFunction.Any[] };

/**
 * A shop's server, in a process of its own as a shop has it: told by the environment where its functions, its database and
 * its Inngest are, it tells by a message where it is reached, and ends with its parent.
 */
const { SHOP_FUNCTIONS: functions, SHOP_DATABASE_URL: databaseUrl, INNGEST_DEV: inngestUrl } = process.env;
if (!functions || !databaseUrl || !inngestUrl)
  throw new Error(
    "SHOP_FUNCTIONS, SHOP_DATABASE_URL and INNGEST_DEV say what the shop is, and where its services are",
  );
const { createShop } = (await import(functions)) as { createShop: CreateShop };

const sql = postgres(databaseUrl, { max: 5, onnotice: () => {} });
const server = createServer(serve(createShop(sql, inngestUrl)));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.once("disconnect", () => process.exit());
