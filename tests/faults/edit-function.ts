import type { Sql } from "postgres";

/**
 * Replaces a part of a function in a test's database, as a mistaken migration would.
 *
 * @param name of a function that has no overloads
 * @returns puts the original back
 * @throws when the function does not have the part: then the sabotage would be none
 */
export async function editFunction(
  sql: Sql,
  name: string,
  part: RegExp,
  replacement: string,
): Promise<() => Promise<void>> {
  const [row] = await sql<{ source: string }[]>`
    select pg_get_functiondef(oid) as source from pg_proc
    where pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and proname = ${name}`;
  const source = row?.source ?? "";
  const edited = source.replace(part, replacement);
  if (edited === source) throw new Error(`${name} has no ${part}`);
  await sql.unsafe(edited);
  return async () => void (await sql.unsafe(source));
}
