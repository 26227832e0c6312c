import { Inngest, type InngestFunction } from "inngest";
import type { Sql } from "postgres";
import { z } from "zod";
import { silent } from "../silent.ts";

const invoiceData = z.object({ invoice_number: z.string(), invoice: z.object({ id: z.guid() }) });

/**
 * The company's jobs, written before it had a desk: none of them keeps its failures.
 *
 * @param sql the company's database
 * @param inngestUrl its Inngest
 */
export function createShop(
  sql: Sql,
  inngestUrl: string,
): { client: Inngest; functions: InngestFunction.Any[] } {
  const client = new Inngest({
    id: "invoices",
    isDev: true,
    baseUrl: inngestUrl,
    logger: silent,
    internalLogger: silent,
  });
  const renderPdf = client.createFunction(
    { id: "render-pdf", retries: 1, triggers: [{ event: "invoice/render.requested" }] },
    async ({ event }) => {
      const { invoice } = invoiceData.parse(event.data);
      const away = await sql`select 1 from public.outages where service = 'pdf'`;
      if (away.length > 0) throw new Error("PDF service: connect ECONNREFUSED");
      await sql`update public.invoices set pdf_path = id || '.pdf' where id = ${invoice.id}`;
    },
  );
  return { client, functions: [renderPdf] };
}
