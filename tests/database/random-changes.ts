import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { TransactionSql } from "postgres";
import { makeOrder, recordFailure, requestEvent } from "./rows.ts";

/** One change that somebody may make, to one of a few orders and their customers. */
export type Change =
  | {
      kind: "variant";
      order: number;
      number: number;
      status: "pending" | "generating" | "complete" | "failed";
    }
  | { kind: "removeVariant"; order: number; number: number }
  | { kind: "allVariants"; status: "pending" | "complete" }
  | { kind: "rename"; customer: number; name: string | null }
  | { kind: "customization"; order: number; recipient: string }
  | { kind: "occasion"; order: number; day: number | null }
  | { kind: "failure"; order: number }
  | { kind: "newOrder"; customer: number }
  | { kind: "removeOrder"; order: number }
  | { kind: "giveAway"; order: number; customer: number };

const status = fc.constantFrom("pending", "generating", "complete", "failed");
const order = fc.nat(5);
const number = fc.integer({ min: 1, max: 5 });
const customer = fc.nat(1);
/** Any of them. */
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("variant"), order, number, status }),
  fc.record({ kind: fc.constant("variant"), order, number, status }),
  fc.record({ kind: fc.constant("removeVariant"), order, number }),
  fc.record({ kind: fc.constant("allVariants"), status: fc.constantFrom("pending", "complete") }),
  fc.record({ kind: fc.constant("rename"), customer, name: fc.option(fc.constantFrom("Cleo", "Cato")) }),
  fc.record({ kind: fc.constant("customization"), order, recipient: fc.constantFrom("Rosa", "Remo") }),
  fc.record({ kind: fc.constant("occasion"), order, day: fc.option(fc.integer({ min: 10, max: 28 })) }),
  fc.record({ kind: fc.constant("failure"), order }),
  fc.record({ kind: fc.constant("newOrder"), customer }),
  fc.record({ kind: fc.constant("removeOrder"), order }),
  fc.record({ kind: fc.constant("giveAway"), order, customer }),
) as fc.Arbitrary<Change>;

/**
 * Makes one change.
 *
 * @param orders ids to choose from; some may be gone meanwhile, and then nothing changes.
 * @param customers ids of two customers.
 */
export async function makeChange(
  tx: TransactionSql,
  made: Change,
  orders: string[],
  customers: string[],
): Promise<void> {
  const id = orders["order" in made ? made.order % orders.length : 0] ?? "";
  const user = customers["customer" in made ? made.customer : 0] ?? "";
  switch (made.kind) {
    case "variant":
      await tx`insert into public.song_variants (order_id, user_id, variant_number, storage_path, generation_status)
        select id, user_id, ${made.number}, 'x.wav', ${made.status} from public.orders where id = ${id}
        on conflict (order_id, variant_number) do update set generation_status = excluded.generation_status`;
      return;
    case "removeVariant":
      await tx`delete from public.song_variants where order_id = ${id} and variant_number = ${made.number}`;
      return;
    case "allVariants":
      await tx`update public.song_variants set generation_status = ${made.status}`;
      return;
    case "rename":
      await tx`update public.users set full_name = ${made.name}, email = ${`${randomUUID()}@Example.com`} where id = ${user}`;
      return;
    case "customization":
      await tx`update public.customizations set recipient_name = ${made.recipient}
        where id = (select customization_id from public.orders where id = ${id})`;
      return;
    case "occasion":
      await tx`update public.orders set occasion_date = ${made.day && `2031-01-${made.day}`} where id = ${id}`;
      return;
    case "failure":
      await recordFailure(tx, requestEvent(id, [1, 2]));
      return;
    case "newOrder":
      await makeOrder(tx, { id: user, email: "" }, "2031-02-01");
      return;
    case "removeOrder":
      await tx`delete from public.orders where id = ${id}`;
      return;
    case "giveAway":
      await tx`update public.orders set user_id = ${user} where id = ${id}`;
  }
}
