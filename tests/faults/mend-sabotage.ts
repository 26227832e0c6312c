import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { PROJECT_DIR } from "../../local/build.ts";
import type { Mend, Removal } from "./mend.ts";

/** After every migration there will be. */
const LAST_MIGRATION = "supabase/migrations/29990101000000_taken_out.sql";
/** Not copied: what is made, and what is large. */
const LEFT_BEHIND = /^(node_modules|build|test-results|playwright-report|\.git|\.local|\.cache)$/;

/** A copy of the project, in which things are taken out; its packages are the project's own. */
function copyProject(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), "reprise-taken-out-"));
  cpSync(PROJECT_DIR, dir, {
    recursive: true,
    filter: (from) => !LEFT_BEHIND.test(from.slice(PROJECT_DIR.length).replace(/^[/\\]/, "")),
  });
  symlinkSync(join(PROJECT_DIR, "node_modules"), join(dir, "node_modules"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** What a migration does that replaces a part of a function, and fails when the function has no such part. */
const editInSql = ({ sqlFunction, part, by }: Extract<Removal, { sqlFunction: string }>) => `
do $edit$
declare
  v_source text;
  v_edited text;
begin
  select pg_get_functiondef(oid) into strict v_source from pg_proc
  where pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and proname = '${sqlFunction}';
  v_edited := replace(v_source, $part$${part}$part$, $by$${by}$by$);
  if v_edited = v_source then
    raise exception '${sqlFunction} does not have what is to be taken out';
  end if;
  execute v_edited;
end
$edit$;
`;

/**
 * Takes something out of a copy of the project.
 *
 * @returns puts it back
 * @throws when a file does not have it: then the sabotage would be none
 */
function takeOut(dir: string, removal: Removal): () => void {
  if ("sqlFunction" in removal) {
    const file = join(dir, LAST_MIGRATION);
    writeFileSync(file, editInSql(removal));
    return () => rmSync(file);
  }
  const file = join(dir, removal.file);
  const source = readFileSync(file, "utf8");
  const edited = source.replace(removal.part, () => removal.by);
  if (edited === source) throw new Error(`${removal.file} does not have ${removal.part}`);
  writeFileSync(file, edited);
  return () => writeFileSync(file, source);
}

/** A test that has run: its whole name, and the first line of what it said when it went red. */
interface Ran {
  file: string;
  name: string;
  red: string | null;
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

interface PlaywrightSuite {
  specs: {
    title: string;
    tests: { results: { status: string; error?: { message?: string | undefined } | undefined }[] }[];
  }[];
  suites?: PlaywrightSuite[] | undefined;
}
const playwrightSuite: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    specs: z.array(
      z.object({
        title: z.string(),
        tests: z.array(
          z.object({
            results: z.array(
              z.object({
                status: z.string(),
                error: z.object({ message: z.string().optional() }).optional(),
              }),
            ),
          }),
        ),
      }),
    ),
    suites: z.array(playwrightSuite).optional(),
  }),
);
const playwrightSchema = z.object({ suites: z.array(playwrightSuite) });

const firstLine = (text: string) => stripVTControlCharacters(text).split("\n")[0] ?? "";

const specsOf = (suite: PlaywrightSuite): PlaywrightSuite["specs"] => [
  ...suite.specs,
  ...(suite.suites ?? []).flatMap(specsOf),
];

function ranOf(project: Mend["test"]["project"], report: unknown, file: string): Ran[] {
  if (project !== "browser")
    return vitestSchema.parse(report).testResults.flatMap(({ name: path, assertionResults }) =>
      assertionResults.map(({ fullName, status, failureMessages }) => ({
        file: path,
        name: fullName,
        red: status === "failed" ? firstLine(failureMessages?.[0] ?? "") : null,
      })),
    );
  return playwrightSchema
    .parse(report)
    .suites.flatMap(specsOf)
    .map(({ title, tests }) => {
      const failed = tests.flatMap(({ results }) => results).find(({ status }) => status !== "passed");
      return { file, name: title, red: failed ? firstLine(failed.error?.message ?? failed.status) : null };
    });
}

/** Of a test runner that this one is started from. */
const OF_A_RUNNER = /^(VITEST|TEST|PLAYWRIGHT|NODE_ENV|NODE_OPTIONS)/;

/** Runs test files in a copy of the project. A file that cannot be loaded has run no tests. */
async function runTests(
  dir: string,
  project: Mend["test"]["project"],
  files: string[],
  name = "",
): Promise<Ran[]> {
  const report = join(dir, "report.json");
  rmSync(report, { force: true });
  const title = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const command =
    project === "browser"
      ? ["playwright", "test", ...files, "-g", title, "--reporter=json"]
      : [
          "vitest",
          "run",
          "--project",
          project,
          "--reporter=json",
          `--outputFile=${report}`,
          "-t",
          title,
          ...files,
        ];
  const env = { ...process.env };
  for (const key of Object.keys(env)) if (OF_A_RUNNER.test(key)) delete env[key];
  const child = spawn("npx", command, {
    cwd: dir,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    stdio: "ignore",
  });
  await once(child, "close");
  let text: string;
  try {
    text = readFileSync(report, "utf8");
  } catch {
    return [];
  }
  return ranOf(project, JSON.parse(text), files[0] ?? "");
}

const redOf = (ran: Ran[], { test }: Mend) =>
  ran.find(({ file, name, red }) => file.endsWith(test.file) && name.includes(test.name) && red !== null)
    ?.red ?? null;

/**
 * Takes each mend out of a copy of the project by itself, and runs the test that has to notice.
 *
 * @returns for each, what its test said; null when it stayed green
 */
export async function takeOutEach(
  mends: readonly Mend[],
  tell: (mend: Mend, said: string | null) => void,
): Promise<void> {
  const { dir, remove } = copyProject();
  try {
    for (const mend of mends) {
      const { project, file, name } = mend.test;
      const putBack = takeOut(dir, mend.removal);
      tell(mend, redOf(await runTests(dir, project, [file], name), mend));
      putBack();
    }
  } finally {
    remove();
  }
}

/**
 * Takes all of these mends out of one copy at the same time, which is cheap: one run of their tests.
 *
 * @returns the ids of those whose test stayed green
 */
export async function unnoticed(project: Mend["test"]["project"], mends: readonly Mend[]): Promise<string[]> {
  const { dir, remove } = copyProject();
  try {
    for (const { removal } of mends) takeOut(dir, removal);
    const ran = await runTests(dir, project, [...new Set(mends.map(({ test }) => test.file))]);
    return mends.filter((mend) => redOf(ran, mend) === null).map(({ id }) => id);
  } finally {
    remove();
  }
}
