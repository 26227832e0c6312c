import { expect, test } from "vitest";
import { HOSTILE_JSON, HOSTILE_TEXTS } from "../hostile/values.ts";
import { call, makeCustomer, makeOrder, recordFailure, requestEvent } from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Argument {
  type: string;
  /** The server may leave it out, which is null. */
  optional: boolean;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const texts = HOSTILE_TEXTS.filter((text) => !text.includes("\0"));
const uuid = "00000000-0000-4000-8000-000000000000";

/** SQL literals of a type, hostile ones and an ordinary one. */
function literalsOf(type: string): string[] {
  if (type.endsWith("[]")) {
    const item = type.slice(0, -2);
    const items = literalsOf(item).slice(0, 8).join(", ");
    return ["null", `array[]::${type}`, `array[null]::${type}`, `array[${items}]::${type}`];
  }
  const among = (...values: string[]) => ["null", ...values.map((value) => `${quoted(value)}::${type}`)];
  switch (type) {
    case "text":
      return among(...texts);
    case "uuid":
      return among(uuid, "ffffffff-ffff-ffff-ffff-ffffffffffff");
    case "integer":
      return among("0", "-1", "2147483647", "-2147483648");
    case "bigint":
      return among("0", "-1", "9223372036854775807", "-9223372036854775808");
    case "smallint":
      return among("0", "-1", "32767");
    case "boolean":
      return among("true", "false");
    case "double precision":
    case "real":
    case "numeric":
      return among("0", "-1", "NaN", "Infinity");
    case "timestamp with time zone":
      return among("infinity", "-infinity", "0001-01-01", "294276-12-31 23:59:59+00", "4713-01-01 BC");
    case "date":
      return among("infinity", "-infinity", "0001-01-01", "5874897-12-31");
    case "interval":
      return among("0", "178000000 years", "-178000000 years");
    case "json":
    case "jsonb":
      return among(
        ...HOSTILE_JSON.filter((json) => !/\\u0000|\\ud|\\ude|1e400/i.test(json) && json.length < 10_000),
      );
    default:
      return ["null"];
  }
}

/** What a function may say to what it is given: bad values, broken rules, a refusal of its own. */
const ANSWERS = /^(22|23|P0001|P0002|PT|RP|42501|55P03|54000)/;

onPostgres((database) => {
  test("D9 a list that is asked for without a limit has all that there is", async () => {
    const { sql } = database();
    const order = await makeOrder(sql, await makeCustomer(sql));
    const ids = [
      await recordFailure(sql, requestEvent(order.id, [1])),
      await recordFailure(sql, requestEvent(order.id, [2])),
    ];
    const filter = { json: { order_id: order.id } };
    const lists = [
      await call<{ id: string }[]>(sql, "failed_jobs_of_customer", {
        p_customer_id: order.customer.id,
        p_limit: null,
      }),
      await call<{ id: string }[]>(sql, "list_failed_jobs", {
        p_filter: filter,
        p_sort: "newest",
        p_limit: null,
      }),
    ];
    for (const list of lists) expect(list.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    const args = { p_filter: { json: {} }, p_sort: "created_at", p_ascending: false, p_limit: null };
    expect(await call(sql, "orders_page", args)).toContainEqual(
      expect.objectContaining({ order_id: order.id }),
    );
    const all = { p_filter: { json: { order_id: order.id, state: "open" } }, p_at_most: null };
    expect(await call(sql, "failed_job_facets", all)).toMatchObject({
      at_least: false,
      kind: [{ value: "unknown", count: 2, more: false }],
    });
  });

  const bad: string[] = [];

  test("S12 every function that the server may call bears hostile arguments", async () => {
    const { sql } = database();
    const functions = await sql<{ name: string; args: Argument[] | null }[]>`
      select p.oid::regproc::text as name,
        (select json_agg(json_build_object(
            'type', format_type(a.type, null), 'optional', a.n > p.pronargs - p.pronargdefaults) order by a.n)
         from unnest(p.proargtypes::oid[]) with ordinality as a (type, n)) as args
      from pg_proc p
      where p.pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
        and has_function_privilege('service_role', p.oid, 'execute')
      order by 1`;
    expect(functions.length).toBeGreaterThan(40);
    for (const { name, args } of functions) {
      const literals = (args ?? []).map(({ type, optional }) =>
        literalsOf(type).filter((literal) => optional || literal !== "null"),
      );
      const rounds = Math.max(1, ...literals.map((list) => list.length));
      await sql
        .begin(async (tx) => {
          await tx`set local role service_role`;
          await tx`set local statement_timeout = '60s'`;
          for (let round = 0; round < rounds; round++) {
            // Each argument goes through its own list at its own pace, so that they meet in many ways.
            const values = literals.map((list, index) => list[(round + index * 3) % list.length] ?? "null");
            const call = `select * from ${name}(${values.join(", ")})`;
            await tx
              .savepoint((at) => at.unsafe(call))
              .catch((error: { code?: string; message?: string }) => {
                if (!ANSWERS.test(error.code ?? ""))
                  bad.push(`${call.slice(0, 300)}: ${error.code} ${error.message}`);
              });
          }
          throw new Error("nothing of it is kept");
        })
        .catch((error: Error) => {
          if (error.message !== "nothing of it is kept") bad.push(`${name}: ${error.message}`);
        });
    }
    expect(bad).toEqual([]);
  });
});
