import { Inngest, type InngestFunction, NonRetriableError } from "inngest";
import type { Sql } from "postgres";
import { z } from "zod";
import { silent } from "../silent.ts";

/** What the shop's own onFailure keeps of a run that has used up its retries: the columns of Phase 1, nothing else. */
async function keepDeadLetter(sql: Sql, jobType: string, event: unknown, error: Error, retries: number) {
  await sql`
    insert into public.failed_jobs (job_type, event_data, error_message, error_stack, retry_count)
    values (${jobType}, ${JSON.stringify(event)}::text::jsonb, ${error.message}, ${error.stack ?? null}, ${retries})`;
}

const songData = z.object({ order: z.object({ id: z.guid() }), variant: z.number().int() });
const emailData = z.object({ to: z.string(), template: z.string(), orderId: z.guid().optional() });
const paidData = z.object({ order: z.guid(), userId: z.guid().nullish() });

/** An address that no mail ever reaches: what is sent there fails again, however often it is retried. */
const BOUNCES = /@bounce\.example$/;

/**
 * The shop's jobs, written before it had a desk. None of them knows of one.
 *
 * @param sql the shop's database
 * @param inngestUrl its Inngest
 */
export function createShop(
  sql: Sql,
  inngestUrl: string,
): { client: Inngest; functions: InngestFunction.Any[] } {
  const client = new Inngest({
    id: "song-gifts",
    isDev: true,
    baseUrl: inngestUrl,
    logger: silent,
    internalLogger: silent,
  });
  const requireService = async (service: string, message: string) => {
    const away = await sql`select 1 from public.outages where service = ${service}`;
    if (away.length > 0) throw new Error(message);
  };

  const makeSong = client.createFunction(
    {
      id: "make-song",
      retries: 1,
      triggers: [{ event: "song/generate" }],
      onFailure: ({ event, error }) => keepDeadLetter(sql, "song", event.data.event, error, 1),
    },
    async ({ event }) => {
      const { order, variant } = songData.parse(event.data);
      await requireService("songs", "Song service answered 503");
      await sql`
        update public.song_variants set generation_status = 'complete', completed_at = now(), duration_ms = 61000
        where order_id = ${order.id} and variant_number = ${variant}`;
    },
  );

  // What becomes of a mail nobody keeps: its failures are heard by the desk alone.
  const sendEmail = client.createFunction(
    { id: "send-email", retries: 1, triggers: [{ event: "email/send.requested" }] },
    async ({ event }) => {
      const { to, template } = emailData.parse(event.data);
      if (BOUNCES.test(to)) throw new NonRetriableError(`550 5.1.1 ${template}: no such mailbox`);
      await requireService("mail", "SMTP: 421 too many connections");
      await sql`insert into public.emails_sent (event_id, recipient, template) values (${event.id ?? ""}, ${to}, ${template})`;
    },
  );

  // Two functions on one event: whoever sends it again starts both again.
  const updateCrm = client.createFunction(
    {
      id: "update-crm",
      retries: 1,
      triggers: [{ event: "order/paid" }],
      onFailure: ({ event, error }) => keepDeadLetter(sql, "fulfilment", event.data.event, error, 1),
    },
    async ({ event }) => {
      const { order } = paidData.parse(event.data);
      await requireService("crm", "CRM: request timed out");
      await sql`
        insert into public.crm_contacts (order_id, event_id) values (${order}, ${event.id ?? ""})
        on conflict (order_id) do update set event_id = excluded.event_id, synced_at = now()`;
    },
  );
  const sendReceipt = client.createFunction(
    { id: "send-receipt", retries: 1, triggers: [{ event: "order/paid" }] },
    async ({ event }) => {
      const { order } = paidData.parse(event.data);
      await sql`insert into public.emails_sent (event_id, recipient, template)
        select ${event.id ?? ""}, coalesce(u.email, 'guest@example.com'), 'receipt'
        from public.orders o left join public.users u on u.id = o.user_id where o.id = ${order}`;
    },
  );
  return { client, functions: [makeSong, sendEmail, updateCrm, sendReceipt] };
}
