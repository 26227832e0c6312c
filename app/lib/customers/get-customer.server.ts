import { z } from "zod";
import { notFound } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { failedJobsOfCustomer } from "~/lib/failed-jobs/list-failed-jobs.server";
import { maskedFailure } from "~/lib/failed-jobs/mask-failed-job";
import { ordersOfCustomer } from "~/lib/orders/list-orders.server";
import { maskedOrder } from "~/lib/orders/mask-order";
import { maskAddressIfAny, maskName, maskNameIfAny } from "~/lib/personal-data";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { CustomerDetail, CustomerLink } from "./customer-schemas";

/** The newest of each are on the page; nearly everybody has fewer. */
const NEWEST = 100;

const countsSchema = z.object({
  orders: z.number(),
  songs: z.number(),
  songs_complete: z.number(),
  plays: z.number(),
  under_way: z.number(),
  failures_open: z.number(),
});

async function linksOf(db: ServiceClient, customerId: string): Promise<CustomerLink[]> {
  const variants = dataOf(
    await db
      .schema("public")
      .from("song_variants")
      .select("id, order_id, variant_number, generation_status, share_token, first_played_at")
      .eq("user_id", customerId)
      .order("created_at", { ascending: false })
      .limit(NEWEST),
    "read the customer's links",
  );
  const orders = dataOf(
    await db
      .from("order_summaries")
      .select("order_id, recipient_name")
      .in("order_id", [...new Set(variants.map((variant) => variant.order_id))]),
    "read for whom the customer's songs are",
  );
  const recipients = new Map(orders.map((order) => [order.order_id, order.recipient_name]));
  return variants.map(({ id, ...link }) => ({
    variant_id: id,
    recipient_name: recipients.get(link.order_id) ?? "",
    ...link,
  }));
}

/** What a customer's page shows to those who may not know who they are. */
function maskedCustomer(customer: CustomerDetail): CustomerDetail {
  return {
    ...customer,
    masked: true,
    email: maskAddressIfAny(customer.email),
    full_name: maskNameIfAny(customer.full_name),
    orders: customer.orders.map(maskedOrder),
    failures: customer.failures.map(maskedFailure),
    links: customer.links.map((link) => ({
      ...link,
      recipient_name: maskName(link.recipient_name),
      share_token: null,
    })),
  };
}

/**
 * One customer with their orders, songs, failures and links.
 *
 * @param masked leaves out who they are
 * @throws AppError 404 when there is none
 */
export async function getCustomer(db: ServiceClient, id: string, masked: boolean): Promise<CustomerDetail> {
  const [user, erasure, counted, orders, newest, links] = await Promise.all([
    db.from("shop_customers").select("email, full_name, created_at").eq("id", id).maybeSingle(),
    db.from("erased_customers").select("erased_at").eq("customer_id", id).maybeSingle(),
    db.rpc("count_customer", { p_user_id: id }),
    ordersOfCustomer(db, id, NEWEST),
    failedJobsOfCustomer(db, id),
    linksOf(db, id),
  ]);
  const found = dataOf(user, "read the customer");
  if (!found) throw notFound("customer");
  const { under_way: underWay, ...counts } = answerOf(counted, countsSchema, "count the customer's rows");
  const customer: CustomerDetail = {
    id,
    ...found,
    erased_at: dataOf(erasure, "read whether the customer was erased")?.erased_at ?? null,
    masked: false,
    counts,
    orders,
    ...newest,
    links,
    erasure_refusal:
      underWay === 0
        ? null
        : underWay === 1
          ? say("under_way.song")
          : say("under_way.songs", { count: underWay }),
  };
  return masked ? maskedCustomer(customer) : customer;
}
