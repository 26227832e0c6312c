import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const rows = readFileSync(new URL("docs/where.md", root), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2);
const filesOf = (row: string) =>
  [...row.matchAll(/`([\w./$-]+\.(?:sql|tsx?|mjs|md|cjs))`/g)].map(([, file = ""]) => file);

/** Every file of the project's folders; a page may name one that stands beside another by its name alone. */
const known = new Set(
  ["app", "server", "migrate", "local", "supabase", "tests", "docs", "bench"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).flatMap((file) => [
      `${folder}/${file}`,
      basename(file),
    ]),
  ),
);

test("every question has a file for its answer, and each file is there", () => {
  expect(rows.length).toBeGreaterThanOrEqual(20);
  expect(rows.filter((row) => filesOf(row).length === 0)).toEqual([]);
  expect(rows.flatMap(filesOf).filter((file) => !known.has(file))).toEqual([]);
});
