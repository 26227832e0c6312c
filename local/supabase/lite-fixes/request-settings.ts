import type { PostgresConnection } from "@supabase/lite/postgres";
import { requestContext } from "../request-context.ts";

interface Variables {
  auth?: { uid?: string | null; role?: string | null; jwt?: unknown };
  storage?: { operation?: string | null };
}

/** As much of the library's query builder (Kysely, not a dependency of ours) as it takes to run a statement. */
interface QueryRunner {
  executeQuery(statement: {
    sql: string;
    parameters: unknown[];
    query: { kind: "RawNode"; sqlFragments: string[]; parameters: [] };
    queryId: { queryId: string };
  }): Promise<unknown>;
}

/** The role is the last: with it go the rights of the superuser. */
const SET_ALL = `
  select
    set_config('request.jwt.claim.sub', $1, true),
    set_config('request.jwt.claim.role', $2, true),
    set_config('request.jwt.claims', $3, true),
    set_config('request.method', $4, true),
    set_config('request.path', $5, true),
    set_config('request.headers', $6, true),
    set_config('storage.operation', $7, true),
    set_config('response.status', '', true),
    set_config('response.headers', '', true),
    set_config('role', $2, true)`;

/**
 * Defect: request.headers, .method and .path are set for rpc only, request.jwt.claims only for a signed-in user,
 * and each setting is a round trip of its own (five to ten for a request). Fix: all of them, for every request, in
 * one statement.
 */
export function setRequestSettings(connection: PostgresConnection): void {
  const apply = async (db: QueryRunner, { auth, storage }: Variables) => {
    const role = auth?.role || "anon";
    const request = requestContext.getStore();
    const parameters = [
      String(auth?.uid ?? ""),
      role,
      JSON.stringify(auth?.jwt ?? { role }),
      request?.method ?? "",
      (request?.path ?? "").replace(/^\/rest\/v1/, ""),
      JSON.stringify(request?.headers ?? {}),
      storage?.operation ?? "",
    ];
    const query = { kind: "RawNode" as const, sqlFragments: [SET_ALL], parameters: [] as [] };
    await db.executeQuery({ sql: SET_ALL, parameters, query, queryId: { queryId: "request-settings" } });
  };
  Reflect.set(connection, "applyJwtSessionContext", apply);
  Reflect.set(connection, "applyRpcRequestGucs", async () => {});
}
