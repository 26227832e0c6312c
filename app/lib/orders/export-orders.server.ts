import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { CSV } from "~/lib/csv";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { withoutPersonalData } from "~/lib/without-personal-data.server";
import { listOrders } from "./list-orders.server";
import { maskedOrder } from "./mask-order";
import type { OrderExportQuery, OrderRow } from "./order-schemas";

/** Orders read at a time: the longest page there is, so that memory stays the same however many there are. */
const PAGE = 200;

const COLUMNS = [
  "order_id",
  "created_at",
  "status",
  "customer_email",
  "customer_name",
  "recipient_name",
  "occasion",
  "occasion_date",
  "variants",
  "variants_complete",
  "variants_failed",
  "favourite",
  "first_played_at",
];

function cellsOf({ id, variants, ...row }: OrderRow) {
  const count = (status: string) => variants.filter((variant) => variant.generation_status === status).length;
  return {
    ...row,
    order_id: id,
    variants: variants.length,
    variants_complete: count("complete"),
    variants_failed: count("failed"),
    favourite: variants.find((variant) => variant.selected)?.variant_number ?? "",
    first_played_at: variants.flatMap((variant) => variant.first_played_at ?? []).sort()[0] ?? "",
  };
}

async function* allOrders(
  db: ServiceClient,
  query: OrderExportQuery,
  { signal, masked }: { signal: AbortSignal; masked: boolean },
) {
  let cursor: string | undefined;
  do {
    if (signal.aborted) return;
    const page = await listOrders(db, { ...query, limit: PAGE, cursor }, masked);
    yield* masked ? await withoutPersonalData(db, page.rows.map(maskedOrder)) : page.rows;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/**
 * All orders that a filter shows, as CSV, written as they are read. A cell is never a formula. Who exported what is
 * recorded first: the file holds personal data.
 *
 * @param signal stops the reading, when nobody wants the rest any more
 * @param masked leaves out who people are
 */
export async function exportOrders(
  db: ServiceClient,
  query: OrderExportQuery,
  by: { actorId: string; requestId: string; signal: AbortSignal; masked: boolean },
): Promise<Readable> {
  dataOf(
    await db.rpc("record_order_export", {
      p_actor: by.actorId,
      p_filter: { ...query, masked: by.masked },
      p_request_id: by.requestId,
    }),
    "record the export",
  );
  const csv = stringify({ ...CSV, header: true, columns: COLUMNS, bom: true });
  const write = async () => {
    for await (const row of allOrders(db, query, by)) {
      if (csv.destroyed) return;
      if (csv.write(cellsOf(row))) continue;
      await new Promise((resolve) => {
        csv.once("drain", resolve);
        csv.once("close", resolve);
      });
    }
    csv.end();
  };
  write().catch((error: unknown) => csv.destroy(error instanceof Error ? error : new Error(String(error))));
  return csv;
}
