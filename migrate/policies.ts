import { isAboutAccess } from "./check-access.ts";
import { briefly, type Patience, type Session } from "./connection.ts";
import { type Migration, PHASE_1_MIGRATION } from "./files.ts";
import { quoted } from "./indexes.ts";
import { tablesMadeBy } from "./relations.ts";

/**
 * Puts Phase 1's policies and privileges in the place of all others that let customers, or anyone with the public key, at
 * its tables. Both in one transaction a table: at no moment is a table open, or closed to those who may.
 *
 * @returns whether there was any other
 */
export async function replacePolicies(
  session: Session,
  migrations: Migration[],
  patience?: Patience,
): Promise<boolean> {
  const phase1 = migrations.find(({ file }) => file === PHASE_1_MIGRATION);
  if (!phase1) return false;
  const made = new Set(
    phase1.statements.flatMap(({ kind, tree }) =>
      kind === "CreatePolicyStmt" ? [String(tree.policy_name)] : [],
    ),
  );
  let replaced = false;
  for (const table of tablesMadeBy(phase1)) {
    const others = await session<{ name: string }[]>`
      select policyname as name from pg_policies
      where schemaname = ${table.schema} and tablename = ${table.name} and permissive = 'PERMISSIVE'
        and roles && '{anon, authenticated, public}'::name[]`;
    const statements = [
      ...others
        .filter(({ name }) => !made.has(name))
        .map(({ name }) => `drop policy ${quoted(name)} on ${quoted(table.schema)}.${quoted(table.name)}`),
      ...phase1.statements
        .filter((statement) => isAboutAccess(statement))
        .filter(({ shopTables }) => shopTables.some(({ name }) => name === table.name))
        .map(({ text }) => text),
      `alter table ${quoted(table.schema)}.${quoted(table.name)} enable row level security`,
    ];
    await briefly(
      session,
      async () => {
        for (const statement of statements) await session.unsafe(statement);
      },
      patience,
    );
    replaced ||= others.some(({ name }) => !made.has(name));
  }
  return replaced;
}
