import type { Sql } from "postgres";

/**
 * Makes failures to retry, each of an order of its own.
 *
 * @param options.songs "complete", as it is unless said: a run has nothing to render and yet goes through every step,
 * started, looked, succeeded; "failed": it renders a song; "refused": the provider refuses to, and the run fails
 * @returns their ids
 */
export async function makeFailures(
  sql: Sql,
  count: number,
  { songs = "complete" }: { songs?: "complete" | "failed" | "refused" } = {},
): Promise<string[]> {
  const status = songs === "complete" ? "complete" : "failed";
  const options = songs === "refused" ? { simulate: { failure: "moderation" } } : {};
  return sql.begin(async (tx) => {
    const [customer] = await tx<{ id: string }[]>`
      insert into auth.users (id, email) select id, id || '@example.com' from gen_random_uuid() id returning id`;
    const userId = customer?.id ?? "";
    await tx`insert into public.users (id, email, full_name) values (${userId}, ${`${userId}@example.com`}, 'Cleo')`;
    await tx`insert into public.customizations (id, user_id, recipient_name, occasion, genre, mood)
      values (${userId}, ${userId}, 'Rosa', 'birthday', 'pop', 'happy')`;
    const orders = await tx<{ id: string }[]>`
      insert into public.orders (id, user_id, customization_id, amount_cents)
      select gen_random_uuid(), ${userId}, ${userId}, 4900 from generate_series(1, ${count}) returning id`;
    const orderIds = orders.map(({ id }) => id);
    await tx`insert into desk.song_options select id, ${tx.json(options)} from unnest(${orderIds}::uuid[]) id`;
    await tx`
      insert into public.song_variants (order_id, user_id, variant_number, storage_path, generation_status)
      select id, ${userId}, 1, case when ${status} = 'complete' then id || '/1.wav' else id || '/made' end, ${status}::public.generation_status
      from unnest(${orderIds}::uuid[]) id`;
    const jobs = await tx<{ id: string }[]>`
      select desk.record_failed_job('run-of-' || id, 'song_generation',
        jsonb_build_object('id', 'request-of-' || id, 'name', 'song/generation.requested',
          'data', jsonb_build_object('order_id', id, 'variant_numbers', jsonb_build_array(1))),
        'TimeoutError', 'the provider took 60 s', 3) ->> 'failed_job_id' as id
      from unnest(${orderIds}::uuid[]) id`;
    return jobs.map(({ id }) => id);
  });
}
