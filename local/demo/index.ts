import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";
import WebSocket from "ws";
import type { Stack } from "../stack.ts";
import type { SeedOptions } from "../supervise.ts";
import { DEMO_SIZE, planDemo } from "./plan.ts";
import { registeredKinds } from "./registered-kinds.ts";
import {
  customerRows,
  customizationRows,
  failureRows,
  orderRows,
  songOptionRows,
  variantRows,
} from "./rows.ts";
import { makeDemoSongs } from "./songs.ts";
import { makeDemoStaff } from "./staff.ts";

function clientOf(stack: Stack, key: string) {
  return createClient(stack.supabaseUrl, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
  });
}

/**
 * Writes the demo data: three staff, about 300 orders over 60 days with songs that play, and about 40 dead letters.
 * Either all of the orders are written or none; the accounts and songs may be there already.
 */
export async function seedDemo(stack: Stack, { password }: SeedOptions): Promise<void> {
  // Dates as they are written: the driver's own conversion has no 'infinity'.
  const date = {
    to: 1082,
    from: [1082],
    serialize: (value: string) => value,
    parse: (value: string) => value,
  };
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {}, types: { date } });
  try {
    await makeDemoStaff(sql, password);
    const songs = await makeDemoSongs(clientOf(stack, stack.secretKey), DEMO_SIZE.songs);
    const { customers, orders } = planDemo(new Date());
    const [agent] = await sql<{ id: string; name: string }[]>`
      select user_id as id, full_name as name from desk.staff_members where email = 'agent@reprise.test'`;
    if (!agent) throw new Error("the demo agent is missing");
    const kinds = await registeredKinds(sql);
    const failures = orders.flatMap((order) =>
      order.failure ? [failureRows(order, order.failure, randomUUID(), agent, kinds)] : [],
    );
    const activity = failures
      .flatMap((failure) => failure.activity)
      .sort((a, b) => a.at.getTime() - b.at.getTime());
    await sql.begin(async (tx) => {
      await tx`insert into auth.users ${tx(customers.map(({ id, email }) => ({ id, email })))}`;
      await tx`insert into public.users ${tx(customerRows(customers, orders))}`;
      await tx`insert into public.customizations ${tx(customizationRows(orders))}`;
      await tx`insert into public.orders ${tx(orderRows(orders))}`;
      await tx`insert into desk.song_options ${tx(songOptionRows(orders))}`;
      await tx`insert into public.song_variants ${tx(variantRows(orders, songs))}`;
      for (const { storagePath, peaks } of songs) {
        await tx`insert into desk.song_peaks
          select id, storage_path, ${peaks}::smallint[] from public.song_variants where storage_path = ${storagePath}`;
      }
      await tx`insert into public.failed_jobs ${tx(failures.map(({ job }) => job))}`;
      await tx`select desk.set_fingerprints(${tx.json(failures.map(({ fingerprint }) => fingerprint))})`;
      await tx`insert into desk.failed_job_attempts ${tx(failures.flatMap(({ attempt }) => (attempt ? [attempt] : [])))}`;
      await tx`insert into desk.outbox_events ${tx(failures.flatMap(({ outbox }) => (outbox ? [outbox] : [])))}`;
      await tx`insert into desk.activity ${tx(activity)}`;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
