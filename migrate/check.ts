import { checkAccess, type PolicyChoice } from "./check-access.ts";
import { checkClashes } from "./check-clashes.ts";
import { checkContract } from "./check-contract.ts";
import { checkExposed } from "./check-exposed.ts";
import { checkRights } from "./check-rights.ts";
import type { Session } from "./connection.ts";
import { BASE_MIGRATION, type Migration } from "./files.ts";
import type { Finding } from "./findings.ts";
import { formerSchema, type History, readHistory } from "./history.ts";

/** What was found, and what would be applied. */
export interface Checked {
  findings: Finding[];
  history: History;
  pending: Migration[];
}

/** A schema desk that is there without a history is somebody else's, or was made in part by hand. */
async function checkDesk(session: Session, history: History): Promise<Finding[]> {
  if (history.former !== undefined)
    return [
      {
        level: "stop",
        what: formerSchema(history.former),
        remedy:
          "Take the earlier one away with --remove, which keeps the tables of Phase 1 with their rows, and install again.",
      },
    ];
  if (history.complete.size > 0 || history.steps.size > 0 || history.begun) return [];
  const found = await session<{ name: string }[]>`
    select nspname as name from pg_namespace where nspname in ('desk', 'desk_private') order by 1`;
  return found.map(({ name }) => ({
    level: "stop",
    what: `The schema ${name} is there already, and Reprise did not make it.`,
    remedy: `Rename yours: alter schema ${name} rename to ...;`,
  }));
}

/**
 * Compares a database with what the files need, and changes nothing.
 *
 * @param options.base whether a database without a shop's tables gets them
 * @returns every finding at once
 */
export async function check(
  session: Session,
  migrations: Migration[],
  options: { databaseUrl: string; base: boolean; policies: PolicyChoice },
): Promise<Checked> {
  const history = await readHistory(session, migrations);
  const pending = migrations.filter(
    ({ file }) => !history.complete.has(file) && (options.base || file !== BASE_MIGRATION),
  );
  const begun = (file: string) => [...history.steps.keys()].some((step) => step.startsWith(`${file} `));
  const untouched = pending.filter(({ file }) => !begun(file));
  const findings = [
    ...(await checkRights(
      session,
      options.databaseUrl,
      pending.flatMap(({ statements }) => statements),
    )),
    ...(await checkDesk(session, history)),
    ...(history.former === undefined ? await checkClashes(session, untouched) : []),
    ...(await checkContract(
      session,
      migrations.filter((m) => pending.includes(m) || m.shop),
    )),
    ...(await checkAccess(session, migrations, pending, options.policies)),
    ...(await checkExposed(session)),
  ];
  return { findings, history, pending };
}
