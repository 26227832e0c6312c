import { takeOver } from "./backfill.ts";
import { briefly, type Patience, type Session } from "./connection.ts";
import type { Migration } from "./files.ts";
import { isBackfill } from "./steps.ts";

/** Under this name the history keeps which form of the shop's file a database has. */
const STEP = "the shop's file";

/** Each statement in a form that may be run again. An index stays as it is. */
const orReplace = (text: string) =>
  text
    .replace(/^create\s+(view|function|trigger)\b/i, "create or replace $1")
    .replace(/^create\s+index\b/i, "create index if not exists");

/** Notes which form of the shop's file was applied. */
export async function recordShopFile(session: Session, { file, shop }: Migration): Promise<void> {
  if (!shop) return;
  await session`
    insert into desk.migration_steps (migration, step, checksum, finished_at)
    values (${file}, ${STEP}, ${shop.checksum}, clock_timestamp())
    on conflict (migration, step) do update
      set checksum = excluded.checksum, finished_at = clock_timestamp(), position = null`;
}

/**
 * Puts a changed form of the shop's file in the place of the one that a database has, and lets the desk read all orders
 * again. Before it is done the history has the old form, so that a run that was stopped begins again where it was.
 *
 * @returns whether there was anything to do
 */
export async function applyShopFile(
  session: Session,
  migration: Migration,
  patience?: Patience,
): Promise<boolean> {
  const { file, shop, statements } = migration;
  const [row] = await session<{ checksum: string; position: string | null }[]>`
    select checksum, position from desk.migration_steps where migration = ${file} and step = ${STEP}`;
  // Pasted or pushed: there is nothing to compare with.
  if (!shop || row?.checksum === shop.checksum) return false;
  if (!row) {
    await recordShopFile(session, migration);
    return false;
  }
  await briefly(
    session,
    async () => {
      for (const { text } of shop.statements) await session.unsafe(orReplace(text));
    },
    patience,
  );
  const block = statements.find(isBackfill)?.text ?? "";
  await takeOver(session, { migration: file, name: STEP, block, position: row.position }, patience);
  await recordShopFile(session, migration);
  return true;
}
