import { randomUUID } from "node:crypto";
import { failedJobListQuerySchema } from "../../app/lib/failed-jobs/failed-job-schemas.ts";
import { listFailedJobs } from "../../app/lib/failed-jobs/list-failed-jobs.server.ts";
import { listOrders } from "../../app/lib/orders/list-orders.server.ts";
import { orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { makeAccount } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

/** A word that stands in the address of one test's customers and nowhere else. */
export const newTag = () => `t${randomUUID().replaceAll("-", "").slice(0, 12)}`;

/** The ids of a page's rows, in their order. */
export const idsOf = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id);

/** A desk whose lists are asked for as an address asks for them. */
export function connectLists() {
  const { db, sql } = connectDesk(sharedStack());
  const customerWith = async (email: string) => {
    const account = await makeAccount(sql, email);
    await sql`insert into public.users (id, email, full_name) values (${account.id}, ${email}, 'Cleo Customer')`;
    return account;
  };
  const orders = (query: Record<string, unknown>) => listOrders(db, orderListQuerySchema.parse(query), false);
  const jobs = (query: Record<string, unknown>) =>
    listFailedJobs(db, failedJobListQuerySchema.parse(query), { id: randomUUID(), masked: false });
  return { db, sql, customerWith, orders, jobs };
}
