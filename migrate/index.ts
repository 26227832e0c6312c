import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { check } from "./check.ts";
import { keptRules, type PolicyChoice } from "./check-access.ts";
import { connect, MigrateError, type Session, takeTurn } from "./connection.ts";
import { type Migration, readMigrations } from "./files.ts";
import { inWords, stops } from "./findings.ts";
import { install } from "./install.ts";
import { replacePolicies } from "./policies.ts";
import { remove } from "./remove.ts";
import { applyShopFile } from "./shop-file.ts";

const USAGE = `Installs, upgrades, checks or removes the desk's part of a Supabase project's database.

  npm run migrate -- --check             says what would be in the way, and changes nothing
  npm run migrate                        checks, then applies what is missing
  npm run migrate -- --remove            takes the desk away; the tables of Phase 1 stay, with their rows

The database is the one that DATABASE_URL names, or --database-url: the direct connection or the session pooler, as postgres.

  --replace-policies   puts Phase 1's policies in the place of open ones of yours on song_variants and failed_jobs
  --keep-policies      leaves yours as they are
  --base               for a new shop without tables of its own: makes users, customizations, orders and songs, too
  --with-phase-1       with --remove: takes song_variants, failed_jobs and orders.occasion_date away, with their rows
  --yes                with --remove: doesn't ask

It ends with 0 when all is well, 1 when something failed in the middle (run it again: it goes on where it was), 2 when it was
called wrongly or can't reach the database, 3 when something has to be put right or decided first (nothing was changed).`;

const EXIT = { failed: 1, usage: 2, stopped: 3 };

/** What was typed is not a command. */
class UsageError extends Error {}

const say = (line: string) => void process.stdout.write(`${line}\n`);

function readArgs() {
  const { values } = parseArgs({
    options: {
      check: { type: "boolean", default: false },
      remove: { type: "boolean", default: false },
      base: { type: "boolean", default: false },
      yes: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      "with-phase-1": { type: "boolean", default: false },
      "replace-policies": { type: "boolean", default: false },
      "keep-policies": { type: "boolean", default: false },
      "database-url": { type: "string" },
    },
  });
  if (values["replace-policies"] && values["keep-policies"])
    throw new UsageError("--replace-policies and --keep-policies contradict each other.");
  const policies: PolicyChoice = values["replace-policies"]
    ? "replace"
    : values["keep-policies"]
      ? "keep"
      : undefined;
  return { ...values, policies, databaseUrl: values["database-url"] || process.env.DATABASE_URL || "" };
}

type Args = ReturnType<typeof readArgs>;

async function runInstall(session: Session, migrations: Migration[], args: Args): Promise<number> {
  const { findings, pending } = await check(session, migrations, args);
  if (findings.length > 0) say(inWords(findings));
  if (stops(findings)) {
    say("Nothing was changed.");
    return EXIT.stopped;
  }
  if (args.check) {
    say(
      pending.length > 0
        ? `Ready. npm run migrate applies:\n${pending.map(({ file }) => `  ${file}`).join("\n")}`
        : "The database is up to date.",
    );
    return 0;
  }
  const leftOut = args.policies === "keep" ? { leftOut: await keptRules(session, migrations) } : {};
  const applied = await install(session, migrations, { base: args.base, log: say, ...leftOut });
  if (args.policies === "replace" && (await replacePolicies(session, migrations)))
    say("Phase 1's policies are in place.");
  let changed = false;
  for (const migration of migrations) changed = (await applyShopFile(session, migration)) || changed;
  if (changed) say("The shop's file is applied, and the desk has read all orders again.");
  say(applied.length > 0 ? "Done. The database is up to date." : "The database is up to date.");
  return 0;
}

/** Asks, unless the operator said so already. */
async function isSure(args: Args): Promise<boolean> {
  if (args.yes) return true;
  if (!process.stdin.isTTY) throw new UsageError("Say --yes: nobody can be asked here.");
  const { host, pathname } = new URL(args.databaseUrl);
  const rows = args["with-phase-1"] ? "song_variants and failed_jobs with their rows, and " : "";
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(
    `Remove ${rows}everything of the desk from ${host}${pathname}? Type yes: `,
  );
  lines.close();
  return answer.trim() === "yes";
}

async function run(args: Args): Promise<number> {
  if (args.help) {
    say(USAGE);
    return 0;
  }
  if (!URL.canParse(args.databaseUrl))
    throw new UsageError("Say which database: DATABASE_URL=postgres://... or --database-url.");
  if (args.remove && !(await isSure(args))) return EXIT.stopped;
  const migrations = await readMigrations();
  const { session, close } = await connect(args.databaseUrl);
  try {
    if (!args.check) await takeTurn(session, say);
    if (!args.remove) return await runInstall(session, migrations, args);
    await remove(session, migrations, { withPhase1: args["with-phase-1"], log: say });
    return 0;
  } finally {
    // The lock goes with the session.
    await close();
  }
}

try {
  process.exitCode = await run(readArgs());
} catch (error) {
  const usage = error instanceof UsageError || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (usage) process.stderr.write(`\n${USAGE}\n`);
  const unreachable = error instanceof MigrateError && error.message.includes("can't be reached");
  process.exitCode = usage || unreachable ? EXIT.usage : EXIT.failed;
}
