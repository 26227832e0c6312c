import type { Session } from "./connection.ts";
import { type Migration, PHASE_1_MIGRATION } from "./files.ts";
import type { Finding } from "./findings.ts";
import { madeByAll } from "./objects.ts";
import { isThere, tablesMadeBy } from "./relations.ts";
import type { Relation, Statement } from "./statements.ts";

/** How the operator decides about policies of the shop's that Phase 1 would replace or end. */
export type PolicyChoice = "replace" | "keep" | undefined;

interface Policy {
  name: string;
  roles: string[];
  expression: string;
}

/** By these Phase 1 decides who may read and write its tables. */
export const isAboutAccess = ({ kind, tree }: Statement) =>
  kind === "CreatePolicyStmt" ||
  (kind === "DropStmt" && tree.removeType === "OBJECT_POLICY") ||
  (kind === "GrantStmt" && tree.objtype === "OBJECT_TABLE");

const isOf =
  (table: Relation) =>
  ({ shopTables }: Statement) =>
    shopTables.some(({ schema, name }) => schema === table.schema && name === table.name);

/** Policies by which customers, or anyone with the public key, get at a table, other than as Phase 1 has them. */
async function otherPolicies(session: Session, table: Relation, own: Set<string>): Promise<Policy[]> {
  const policies = await session<Policy[]>`
    select policyname as name, roles::text[] as roles, coalesce(qual, with_check, 'true') as expression
    from pg_policies
    where schemaname = ${table.schema} and tablename = ${table.name} and permissive = 'PERMISSIVE'
      and roles && '{anon, authenticated, public}'::name[]
    order by policyname`;
  // Under the same name, Phase 1 asks for the token of the request, or compares with auth.uid().
  return policies.filter(
    ({ name, expression }) => !own.has(name) || !/request_share_token|auth\.uid/.test(expression),
  );
}

async function hasRowSecurity(session: Session, { schema, name }: Relation): Promise<boolean> {
  const [row] = await session<{ secured: boolean }[]>`
    select relrowsecurity as secured from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = ${name}`;
  return row?.secured === true;
}

/** What of the shop's own access to Phase 1's tables is another than Phase 1's: a sentence for each. */
async function openDoors(
  session: Session,
  phase1: Migration,
): Promise<{ table: Relation; doors: string[] }[]> {
  const own = new Set(
    madeByAll(phase1.statements).flatMap((made) => (made.kind === "policy" ? [made.name] : [])),
  );
  const found: { table: Relation; doors: string[] }[] = [];
  for (const table of tablesMadeBy(phase1)) {
    if (!(await isThere(session, table))) continue;
    const doors = (await otherPolicies(session, table, own)).map(
      ({ name, roles, expression }) => `the policy "${name}" (${roles.join(", ")}: ${expression})`,
    );
    if (!(await hasRowSecurity(session, table))) doors.push("no row-level security at all");
    if (doors.length > 0) found.push({ table, doors });
  }
  return found;
}

/**
 * Where the shop lets its customers, or everybody, read Phase 1's tables by rules of its own: what Phase 1's would end is
 * for the operator to decide.
 */
export async function checkAccess(
  session: Session,
  migrations: Migration[],
  pending: Migration[],
  choice: PolicyChoice,
): Promise<Finding[]> {
  const phase1 = migrations.find(({ file }) => file === PHASE_1_MIGRATION);
  if (!phase1) return [];
  const isPending = pending.includes(phase1);
  const open = await openDoors(session, phase1);
  return open.map(({ table, doors }): Finding => {
    const name = `${table.schema}.${table.name}`;
    const what = `${name} is open by rules of your own: ${doors.join("; ")}.`;
    const breaks =
      "Pages of yours that read it with the public key get nothing any more, unless they send the song's token in the header x-share-token or call find_shared_song()";
    if (choice === "replace") return { level: "note", what, remedy: `They are replaced now. ${breaks}.` };
    if (choice === "keep")
      return {
        level: "note",
        what,
        remedy: "They are kept. Whoever has the public key reads what they allow.",
      };
    if (!isPending)
      return { level: "note", what, remedy: `--replace-policies puts Phase 1's in their place. ${breaks}.` };
    return {
      level: "decide",
      what,
      remedy: `--replace-policies puts Phase 1's in their place: ${breaks}. --keep-policies leaves yours: whoever has the public key reads what they allow.`,
    };
  });
}

/** What is left out of Phase 1 where the shop's own rules are kept: those of the tables that have some. */
export async function keptRules(
  session: Session,
  migrations: Migration[],
): Promise<(s: Statement) => boolean> {
  const phase1 = migrations.find(({ file }) => file === PHASE_1_MIGRATION);
  const tables = phase1 ? (await openDoors(session, phase1)).map(({ table }) => table) : [];
  const statements = new Set(phase1?.statements.filter(isAboutAccess) ?? []);
  return (statement) => statements.has(statement) && tables.some((table) => isOf(table)(statement));
}
