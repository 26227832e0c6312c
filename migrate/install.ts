import { type ApplyOptions, applyBesideWrites, applyWhole } from "./apply.ts";
import type { Patience, Session } from "./connection.ts";
import { BASE_MIGRATION, type Migration } from "./files.ts";
import { HISTORY, readHistory, recordBegin, refuseFormer } from "./history.ts";
import { isInUse } from "./relations.ts";
import { recordShopFile } from "./shop-file.ts";
import type { Statement } from "./statements.ts";

/** How the desk is installed. */
export interface InstallOptions {
  /** Whether a database without the tables of a shop gets those of the base schema. */
  base: boolean;
  leftOut?: (statement: Statement) => boolean;
  patience?: Patience | undefined;
  log?: (line: string) => void;
}

/** Which extensions are made now, so that a removal takes them away and no others. */
async function noteExtensions(session: Session, migrations: Migration[]): Promise<void> {
  for (const { file, statements } of migrations)
    for (const { kind, tree } of statements) {
      if (kind !== "CreateExtensionStmt") continue;
      const name = String(tree.extname);
      const found = await session`select 1 from pg_extension where extname = ${name}`;
      if (found.length === 0) await recordBegin(session, file, "made an extension", name);
    }
}

/**
 * Applies the files that a database lacks, in their order, and goes on where an earlier run was stopped. The session has
 * its turn (takeTurn).
 *
 * @returns the files that are complete now and were not before
 * @throws MigrateError naming file, line and column of what failed, or what to do with an earlier schema
 */
export async function install(
  session: Session,
  migrations: Migration[],
  options: InstallOptions,
): Promise<string[]> {
  const history = await readHistory(session, migrations);
  refuseFormer(history);
  const pending = migrations.filter(
    ({ file }) => !history.complete.has(file) && (options.base || file !== BASE_MIGRATION),
  );
  if (pending.length === 0) return [];
  const log = options.log ?? (() => {});
  const applyOptions: ApplyOptions = {
    history,
    leftOut: options.leftOut ?? (() => false),
    patience: options.patience,
    log,
  };
  const stepwise = options.leftOut !== undefined || history.steps.size > 0;
  const apply = stepwise || (await isInUse(session, pending)) ? applyBesideWrites : applyWhole;
  await session.unsafe(HISTORY);
  await noteExtensions(session, pending);
  for (const migration of pending) {
    log(migration.file);
    await apply(session, migration, applyOptions);
    await recordShopFile(session, migration);
  }
  // PostgREST, and the local API, read the schema once and again when they are told to.
  await session`notify pgrst, 'reload schema'`;
  return pending.map(({ file }) => file);
}
