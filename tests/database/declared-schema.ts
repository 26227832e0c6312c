import { readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { SCHEMA_FILES, SCHEMAS_DIR, versionStatement } from "../../local/schema.ts";

/**
 * Makes the declared schema in a database that prepareDatabase() has prepared. A function may call one of a later file, so
 * bodies are not checked while the files load, as in a dump; checkFunctionBodies() does so afterwards.
 *
 * @throws Error naming the file that failed.
 */
export async function applyDeclaredSchema(sql: Sql): Promise<void> {
  for (const file of SCHEMA_FILES) {
    const text = readFileSync(`${SCHEMAS_DIR}${file}`, "utf8");
    await sql
      .begin(async (tx) => {
        await tx`set local check_function_bodies = off`;
        await tx.unsafe(text).simple();
      })
      .catch((error: unknown) => {
        throw new Error(`supabase/schemas/${file} does not load: ${error}`, { cause: error });
      });
  }
  await sql.unsafe(versionStatement()).simple();
}

/** Defines each function of public again, so that PostgreSQL checks its body now that everything is there. */
export async function checkFunctionBodies(sql: Sql): Promise<void> {
  const functions = await sql<{ name: string; definition: string }[]>`
    select oid::regprocedure::text as name, pg_get_functiondef(oid) as definition
    from pg_proc where pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)`;
  for (const { name, definition } of functions)
    await sql.unsafe(definition).catch((error: unknown) => {
      throw new Error(`${name} is not valid: ${error}`, { cause: error });
    });
}
