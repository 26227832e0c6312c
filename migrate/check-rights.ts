import type { Session } from "./connection.ts";
import type { Finding } from "./findings.ts";
import { isThere } from "./relations.ts";
import type { Relation, Statement } from "./statements.ts";

const MINIMUM_VERSION = 150_000;
const ROLES = ["anon", "authenticated", "service_role"];

const stop = (what: string, remedy: string): Finding => ({ level: "stop", what, remedy });

interface Server {
  version: number;
  name: string;
  role: string;
  may_create: boolean;
  may_use_public: boolean;
  missing_roles: string[];
}

async function checkServer(session: Session): Promise<Finding[]> {
  const [server] = await session<Server[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
      current_user as role, has_database_privilege(current_database(), 'create') as may_create,
      has_schema_privilege('public', 'create') as may_use_public,
      array(select wanted from unnest(${ROLES}::text[]) wanted
        where not exists (select 1 from pg_roles where rolname = wanted)) as missing_roles`;
  if (!server) return [];
  const { version, name, role, may_create, may_use_public, missing_roles } = server;
  return [
    ...(version < MINIMUM_VERSION
      ? [stop(`PostgreSQL is ${name}.`, "Upgrade the project to PostgreSQL 15 or later.")]
      : []),
    ...(missing_roles.length > 0
      ? [
          stop(
            `Supabase's roles are missing: ${missing_roles.join(", ")}.`,
            "Name the database of a Supabase project in DATABASE_URL.",
          ),
        ]
      : []),
    ...(may_create
      ? []
      : [
          stop(
            `The role ${role} may not create a schema.`,
            `Connect as postgres, or: grant create on database to ${role};`,
          ),
        ]),
    ...(may_use_public
      ? []
      : [
          stop(
            `The role ${role} may not create anything in the schema public.`,
            `Connect as postgres, or: grant create on schema public to ${role};`,
          ),
        ]),
  ];
}

async function checkTable(session: Session, table: Relation): Promise<Finding[]> {
  const [found] = await session<{ owner: string; owned: boolean; referable: boolean; role: string }[]>`
    select relowner::regrole::text as owner, pg_has_role(current_user, relowner, 'usage') as owned,
      has_table_privilege(c.oid, 'references') as referable, current_user as role
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${table.schema} and c.relname = ${table.name}`;
  const name = `${table.schema}.${table.name}`;
  if (!found) return [];
  const { owner, owned, referable, role } = found;
  // Supabase's own tables are only referred to.
  if (table.schema !== "public")
    return owned || referable
      ? []
      : [stop(`The role ${role} may not refer to ${name}.`, `Connect as ${owner} or as postgres.`)];
  return owned
    ? []
    : [
        stop(
          `${name} belongs to ${owner}, and the role ${role} may not change it.`,
          `Connect as ${owner}, or: grant ${owner} to ${role};`,
        ),
      ];
}

async function checkExtension(session: Session, { tree }: Statement): Promise<Finding[]> {
  const name = String(tree.extname);
  const [found] = await session<{ schema: string | null; available: boolean }[]>`
    select (select extnamespace::regnamespace::text from pg_extension where extname = ${name}) as schema,
      exists (select 1 from pg_available_extensions where name = ${name}) as available`;
  if (found?.schema && found.schema !== "extensions")
    return [
      stop(
        `The extension ${name} is in the schema ${found.schema}. The desk names it in extensions.`,
        `alter extension ${name} set schema extensions; -- indexes that use it go on as they are`,
      ),
    ];
  if (found?.schema || found?.available) return [];
  return [stop(`The extension ${name} is not on this server.`, "Install PostgreSQL's contrib modules.")];
}

/** The pooler that shares connections between transactions: neither a lock nor a setting outlives one. */
function checkPooler(databaseUrl: string): Finding[] {
  if (new URL(databaseUrl).port !== "6543") return [];
  return [
    stop(
      "DATABASE_URL names the transaction pooler (port 6543), which keeps no session.",
      "Use the direct connection or the session pooler: port 5432.",
    ),
  ];
}

/** Whether the role may do what the statements do, on a server that they run on. */
export async function checkRights(
  session: Session,
  databaseUrl: string,
  statements: Statement[],
): Promise<Finding[]> {
  const findings = [...checkPooler(databaseUrl), ...(await checkServer(session))];
  const tables = statements.flatMap(({ shopTables }) => shopTables);
  for (const table of new Map(tables.map((t) => [`${t.schema}.${t.name}`, t])).values())
    if (await isThere(session, table)) findings.push(...(await checkTable(session, table)));
  for (const statement of statements)
    if (statement.kind === "CreateExtensionStmt")
      findings.push(...(await checkExtension(session, statement)));
  return findings;
}
