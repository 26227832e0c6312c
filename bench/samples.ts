import type postgres from "postgres";

/** Things out of the database that are asked for by name. */
export interface Samples {
  orderIds: string[];
  emails: string[];
  failedJobIds: string[];
  openJobIds: string[];
  requestIds: string[];
  shareTokens: string[];
  customerIds: string[];
  names: string[];
}

const SAMPLES = 20;

/** The same each time, for the same database. */
export async function takeSamples(sql: postgres.Sql): Promise<Samples> {
  const values = async (query: string) =>
    (await sql.unsafe<{ value: string }[]>(query)).map(({ value }) => value);
  // A sample by hash is the same each time and lies everywhere in the table.
  const some = (table: string, column: string, where = "true") =>
    values(`select ${column}::text as value from ${table} where ${where}
      order by md5(${table === "desk.order_summaries" ? "order_id" : "id"}::text) limit ${SAMPLES}`);
  return {
    orderIds: await some("desk.order_summaries", "order_id", "status <> 'empty'"),
    emails: await some("desk.order_summaries", "customer_email"),
    failedJobIds: await some("public.failed_jobs", "id", "state <> 'open'"),
    openJobIds: await some("public.failed_jobs", "id", "state = 'open'"),
    requestIds: await some(
      "public.failed_jobs",
      "substring(error_message from 'req_[0-9a-f]{10}')",
      "error_message ~ 'req_[0-9a-f]{10}'",
    ),
    shareTokens: await some("public.song_variants", "share_token", "generation_status = 'complete'"),
    customerIds: await some("public.users", "id"),
    names: await some("public.users", "full_name", "full_name is not null"),
  };
}
