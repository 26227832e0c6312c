import { MigrateError, type Session } from "./connection.ts";
import type { Migration } from "./files.ts";

/**
 * Where it is kept what was applied: 00_desk.sql has the same words, for a database that the files were pasted into. The
 * row without a step is the file as a whole.
 */
export const HISTORY = `
  create schema if not exists desk;
  create table if not exists desk.migration_steps (
    migration text not null,
    step text not null,
    checksum text not null,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    duration_ms integer,
    position text,
    primary key (migration, step)
  )`;

interface Row {
  migration: string;
  step: string;
  checksum: string;
  finished: boolean;
  position: string | null;
}

interface Elsewhere {
  version: string;
  name: string | null;
  statements: string[] | null;
}

/** What was applied to a database, and by whom. */
export interface History {
  /** Files that are complete. */
  complete: Set<string>;
  /** Steps of files that are not, by file and name. */
  steps: Map<string, Row>;
  /** A migration that was applied, or begun, and is not the one that is there now. */
  former: string | undefined;
  /** Whether migrate was here at all. */
  begun: boolean;
}

/** The first of the migrations that one file, the desk's, has taken the place of. */
const FORMER_DESK = "20260601090000";

export const stepKey = (migration: string, step: string) => `${migration} ${step}`;

/** Whether a table is there and may be read: one that another role keeps to itself is not for us. */
async function isReadable(session: Session, schema: string, table: string): Promise<boolean> {
  const found = await session`
    select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = ${table}
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')`;
  return found.length > 0;
}

/** What the Supabase CLI, or an earlier local stack, recorded of these files. It is only ever read. */
async function recordedElsewhere(session: Session, migrations: Migration[]): Promise<Elsewhere[]> {
  if (!(await isReadable(session, "supabase_migrations", "schema_migrations"))) return [];
  const rows = await session<Elsewhere[]>`
    select version, to_jsonb(m) ->> 'name' as name, statements
    from supabase_migrations.schema_migrations m order by version`;
  const names = new Map(migrations.map(({ version, name }) => [version, name]));
  return rows.filter(({ version, name }) =>
    version === FORMER_DESK ? name === "operations_tables" : names.get(version) === name,
  );
}

/** The CLI records single statements: these are not compared. */
function hasChanged({ statements }: Elsewhere, migration: Migration | undefined): boolean {
  const [text, ...more] = statements ?? [];
  return migration !== undefined && text !== undefined && more.length === 0 && text !== migration.text;
}

/** The version that a migration gives the schema, by its last statement. */
const versionIn = ({ text }: Migration) =>
  /function desk\.schema_version\(\)[\s\S]*?select '([^']+)'/.exec(text)?.[1];

/** A database that the files were pasted into, or that the CLI pushed them to, has all of them, or an earlier form. */
async function adopt(session: Session, migrations: Migration[], history: History): Promise<void> {
  const [row] = await session<{ source: string }[]>`
    select prosrc as source from pg_proc where pronamespace = to_regnamespace('desk') and proname = 'schema_version'`;
  if (!row) return;
  const current = migrations
    .map(versionIn)
    .filter((version) => version !== undefined)
    .at(-1);
  if (current !== undefined && row.source.includes(`'${current}'`))
    for (const { file } of migrations) history.complete.add(file);
  else history.former = "of another version";
}

/** Reads what was applied to a database. */
export async function readHistory(session: Session, migrations: Migration[]): Promise<History> {
  const byFile = new Map(migrations.map((migration) => [migration.file, migration]));
  const history: History = { complete: new Set(), steps: new Map(), former: undefined, begun: false };
  if (await isReadable(session, "desk", "migration_steps")) {
    const rows = await session<Row[]>`
      select migration, step, checksum, finished_at is not null as finished, position from desk.migration_steps`;
    history.begun = rows.length > 0;
    for (const row of rows) {
      const checksum = byFile.get(row.migration)?.checksum;
      if (row.step !== "") history.steps.set(stepKey(row.migration, row.step), row);
      // A file that is not there is of a later version.
      else if (checksum !== undefined && checksum !== row.checksum) history.former = row.migration;
      else if (row.finished) history.complete.add(row.migration);
    }
  }
  if (!history.begun) await adopt(session, migrations, history);
  for (const elsewhere of await recordedElsewhere(session, migrations)) {
    const migration = migrations.find(({ version }) => version === elsewhere.version);
    if (elsewhere.version === FORMER_DESK || hasChanged(elsewhere, migration))
      history.former = `${elsewhere.version}_${elsewhere.name}`;
    else if (migration) history.complete.add(migration.file);
  }
  return history;
}

/** What to do with a database whose schema an earlier form of these files made. */
export const formerSchema = (migration: string) =>
  `The database has an earlier schema (its migration ${migration} is not there any more, or has changed). Nothing was changed.`;

/** @throws MigrateError when the database has an earlier form of a migration */
export function refuseFormer({ former }: History): void {
  if (former !== undefined)
    throw new MigrateError(
      `${formerSchema(former)} Delete the local data with npm run reset, or give DATABASE_URL a new database.`,
    );
}

/** Notes that a file, or a step of it, has begun; a second time changes nothing. */
export async function recordBegin(session: Session, migration: string, step: string, checksum: string) {
  await session`
    insert into desk.migration_steps (migration, step, checksum) values (${migration}, ${step}, ${checksum})
    on conflict do nothing`;
}

/** Notes that a file, or a step of it, is done, and how long it took. */
export async function recordEnd(session: Session, migration: string, step: string) {
  await session`
    update desk.migration_steps set finished_at = clock_timestamp(),
      duration_ms = extract(epoch from clock_timestamp() - started_at) * 1000
    where migration = ${migration} and step = ${step}`;
}

/** Notes how far a step has come. */
export async function recordPosition(session: Session, migration: string, step: string, position: string) {
  await session`
    update desk.migration_steps set position = ${position} where migration = ${migration} and step = ${step}`;
}
