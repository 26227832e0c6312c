import { takeOver } from "./backfill.ts";
import { briefly, isInTheWay, MigrateError, type Patience, type Session } from "./connection.ts";
import { failureIn } from "./failure.ts";
import type { Migration } from "./files.ts";
import { type History, recordBegin, recordEnd, stepKey } from "./history.ts";
import { buildIndex } from "./indexes.ts";
import { makesTables } from "./relations.ts";
import type { Statement } from "./statements.ts";
import { type Step, stepsOf } from "./steps.ts";

/** How a file is applied. */
export interface ApplyOptions {
  history: History;
  /** Statements that are left out, since the operator said so. */
  leftOut: (statement: Statement) => boolean;
  patience?: Patience | undefined;
  log: (line: string) => void;
}

/** In one transaction: for a database whose tables are empty, where nobody waits for them. */
export async function applyWhole(
  session: Session,
  migration: Migration,
  { patience }: ApplyOptions,
): Promise<void> {
  const { file, text, checksum } = migration;
  const apply = async () => {
    await recordBegin(session, file, "", checksum);
    await session.unsafe(text);
    await recordEnd(session, file, "");
  };
  await briefly(session, apply, patience).catch((error: unknown) => {
    throw failureIn(file, 1, text, error);
  });
}

async function runStatements(session: Session, file: string, statements: Statement[]): Promise<void> {
  for (const { text, line } of statements)
    await session.unsafe(text).catch((error: unknown) => {
      // The code says whether trying again may help.
      throw isInTheWay(error) ? error : failureIn(file, line, text, error);
    });
}

async function applyStep(
  session: Session,
  migration: Migration,
  step: Step,
  options: ApplyOptions,
): Promise<void> {
  const { file, checksum } = migration;
  const before = options.history.steps.get(stepKey(file, step.name));
  const [statement] = step.statements;
  if (before?.finished || !statement) return;
  if (step.kind === "transaction") {
    const apply = async () => {
      await recordBegin(session, file, step.name, checksum);
      await runStatements(session, file, step.statements);
      await recordEnd(session, file, step.name);
    };
    await briefly(session, apply, options.patience);
    return;
  }
  await recordBegin(session, file, step.name, checksum);
  if (step.kind === "index") await buildIndex(session, statement, before !== undefined);
  else {
    const position = before?.position ?? null;
    await takeOver(
      session,
      { migration: file, name: step.name, block: statement.text, position },
      options.patience,
    );
  }
  await recordEnd(session, file, step.name);
}

/**
 * Step by step, beside a shop that goes on: each is short or waits in no one's way, and is done once, however often this
 * begins again.
 */
export async function applyBesideWrites(
  session: Session,
  migration: Migration,
  options: ApplyOptions,
): Promise<void> {
  const { file, checksum, statements } = migration;
  await recordBegin(session, file, "", checksum);
  const wanted = statements.filter((statement) => !options.leftOut(statement));
  for (const step of stepsOf(wanted, await makesTables(session, migration))) {
    await applyStep(session, migration, step, options).catch((error: unknown) => {
      const [{ line, text } = { line: 1, text: "" }] = step.statements;
      const failure = failureIn(file, line, text, error);
      throw new MigrateError(
        isInTheWay(error)
          ? `${failure.message} Something held its table for minutes. What was done before is kept; the shop isn't affected. Run the command again when the table is free.`
          : failure.message,
      );
    });
    options.log(`  ${step.name}`);
  }
  await recordEnd(session, file, "");
}
