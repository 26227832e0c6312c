import { briefly, type Patience, type Session } from "./connection.ts";
import { BASE_MIGRATION, type Migration, PHASE_1_MIGRATION } from "./files.ts";
import { quoted } from "./indexes.ts";
import { madeByAll } from "./objects.ts";
import { tablesMadeBy } from "./relations.ts";
import type { Relation } from "./statements.ts";

/** How the desk is taken away. */
export interface RemoveOptions {
  /** Takes the tables of Phase 1 away as well, with their rows. */
  withPhase1: boolean;
  patience?: Patience | undefined;
  log: (line: string) => void;
}

const nameOf = ({ schema, name }: Relation) => `${quoted(schema)}.${quoted(name)}`;

/** Statements that the catalog writes. */
async function written(session: Session, query: string): Promise<string[]> {
  return (await session.unsafe<{ statement: string }[]>(query)).map(({ statement }) => statement);
}

const OURS = "(select oid from pg_namespace where nspname in ('desk', 'desk_private'))";

/** Triggers on the shop's tables first: each calls what is taken away next. */
const TRIGGERS = `
  select format('drop trigger if exists %I on %s', t.tgname, t.tgrelid::regclass) as statement
  from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
  where p.pronamespace in ${OURS} and c.relnamespace not in ${OURS} and not t.tgisinternal order by 1`;

const VIEWS = `
  select format('drop view if exists %s cascade', oid::regclass) as statement
  from pg_class where relnamespace in ${OURS} and relkind = 'v'`;

/** Each locks a table of the shop's, so that each is gone before the schemas go in one transaction. */
const FOREIGN_KEYS = `
  select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as statement
  from pg_constraint c join pg_class own on own.oid = c.conrelid join pg_class other on other.oid = c.confrelid
  where c.contype = 'f' and own.relnamespace in ${OURS} and other.relnamespace not in ${OURS} order by 1`;

const functionsNamed = (names: string) => `
  select format('drop function %s', p.oid::regprocedure) as statement
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where format('%s.%s', n.nspname, p.proname) in (${names})`;

/** What the files have made outside of the desk's schemas, as statements that take it away again. */
async function statementsFor(session: Session, migrations: Migration[]): Promise<string[]> {
  const made = madeByAll(migrations.flatMap(({ statements }) => statements));
  const columns = new Map<string, string[]>();
  for (const object of made) {
    if (object.kind !== "column") continue;
    const table = nameOf(object.table);
    columns.set(table, [...(columns.get(table) ?? []), `drop column if exists ${quoted(object.name)}`]);
  }
  const functions = made.flatMap((object) =>
    object.kind === "function" ? [`'${object.schema}.${object.name}'`] : [],
  );
  return [
    ...made.flatMap((object) =>
      object.kind === "policy"
        ? [`drop policy if exists ${quoted(object.name)} on ${nameOf(object.table)}`]
        : [],
    ),
    ...[...columns].map(([table, drops]) => `alter table if exists ${table} ${drops.join(", ")}`),
    ...(functions.length > 0 ? await written(session, functionsNamed(functions.join())) : []),
  ];
}

/** Tables that only Phase 1 has made, what else it made, and their rows. */
async function removePhase1(session: Session, migrations: Migration[], patience?: Patience): Promise<void> {
  const phase1 = migrations.filter(({ file }) => file === PHASE_1_MIGRATION);
  const tables = phase1.flatMap(tablesMadeBy);
  const others = phase1.map((migration) => ({
    ...migration,
    statements: migration.statements.filter(({ shopTables }) =>
      shopTables.every(
        (one) => !tables.some(({ schema, name }) => schema === one.schema && name === one.name),
      ),
    ),
  }));
  const enums = madeByAll(phase1.flatMap(({ statements }) => statements)).flatMap((made) =>
    made.kind === "enum" ? [`drop type if exists ${nameOf(made)}`] : [],
  );
  const statements = [
    ...tables.map((table) => `drop table if exists ${nameOf(table)}`),
    ...(await statementsFor(session, others)),
    ...enums,
  ];
  for (const statement of statements) await briefly(session, () => session.unsafe(statement), patience);
}

/** An extension that the installation has made, unless something else uses it by now. */
async function removeExtension(session: Session, name: string, log: (line: string) => void): Promise<void> {
  await session
    .unsafe(`drop extension if exists ${quoted(name)}`)
    .catch(() => log(`The extension ${name} stays: something else uses it.`));
}

/** The extensions that were not there before the installation. */
async function extensionsMade(session: Session): Promise<string[]> {
  const [table] = await session`
    select 1 from pg_class where oid = to_regclass('desk.migration_steps')`;
  if (!table) return [];
  const rows = await session<{ name: string }[]>`
    select checksum as name from desk.migration_steps where step = 'made an extension'`;
  return rows.map(({ name }) => name);
}

/**
 * Takes the desk away: its schemas, and what it has made of the shop's tables. Each statement is short and may be done
 * again, so that a run that was stopped is simply begun again. The tables of Phase 1 stay, with their rows, unless said
 * otherwise.
 */
export async function remove(
  session: Session,
  migrations: Migration[],
  { withPhase1, patience, log }: RemoveOptions,
): Promise<void> {
  const desk = migrations.filter(({ file }) => file !== BASE_MIGRATION && file !== PHASE_1_MIGRATION);
  const one = (statement: string) => briefly(session, () => session.unsafe(statement), patience);
  const extensions = await extensionsMade(session);
  for (const statement of await written(session, TRIGGERS)) await one(statement);
  log("Triggers are gone from your tables.");
  for (const made of madeByAll(desk.flatMap(({ statements }) => statements))) {
    if (made.kind !== "index") continue;
    await session.unsafe("set lock_timeout = 0");
    await session.unsafe(
      `drop index concurrently if exists ${nameOf({ schema: made.table.schema, name: made.name })}`,
    );
    await session.unsafe("set lock_timeout = 500");
  }
  for (const statement of await written(session, VIEWS)) await one(statement);
  for (const statement of await statementsFor(session, desk)) await one(statement);
  for (const statement of await written(session, FOREIGN_KEYS)) await one(statement);
  await one("drop schema if exists desk_private, desk cascade");
  for (const name of extensions) await removeExtension(session, name, log);
  log("The desk is gone from the database.");
  if (withPhase1) {
    await removePhase1(session, migrations, patience);
    log("Phase 1 is gone: song_variants and failed_jobs with their rows, and orders.occasion_date.");
  } else
    log("The tables of Phase 1 are still there, with their rows. --remove --with-phase-1 takes them away.");
  await session`notify pgrst, 'reload schema'`;
}
