import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { privilegesOutsideTheMatrix } from "./granted-privileges.ts";
import { onEachPostgres } from "./servers.ts";

const LINTS = new URL("../../supabase/tests/lints/", import.meta.url);
const RULES = readdirSync(LINTS).map((file) => file.replace(/\.sql$/, ""));
const queryOf = (rule: string) => readFileSync(new URL(`${rule}.sql`, LINTS), "utf8");

/** What each rule finds in bad-schema.sql. */
const BAD: Record<string, string> = {
  bare_call_in_policy: "bare_call: Bare",
  duplicate_index: "twice_indexed: twice_indexed_name_1, twice_indexed_name_2",
  foreign_key_without_index: "fk_without_index.fk_without_index_order_id_fkey",
  function_without_search_path: "without_search_path()",
  invalid_constraint_or_index: "unvalidated.number_is_positive",
  security_definer_for_customers: "definer(): authenticated",
  several_permissive_policies: "several_policies: authenticated insert",
  table_without_policy: "without_policy",
  table_without_primary_key: "without_key",
  table_without_row_level_security: "without_rls",
  view_running_as_its_owner: "runs_as_owner",
};

onEachPostgres("migrated", (database) => {
  const findingsOf = async (rule: string) =>
    (await database().sql.unsafe<{ finding: string }[]>(queryOf(rule))).map((row) => row.finding);

  describe("the schema has no", () => {
    test.each(RULES)("%s", async (rule) => {
      expect(await findingsOf(rule)).toEqual([]);
    });

    test("privileges of customers outside the matrix", async () => {
      expect(await privilegesOutsideTheMatrix(database().sql)).toEqual([]);
    });
  });

  describe("in a bad schema one finding for", () => {
    beforeAll(async () => {
      await database()
        .sql.unsafe(readFileSync(new URL("bad-schema.sql", import.meta.url), "utf8"))
        .simple();
    });

    test.each(RULES)("%s", async (rule) => {
      expect(await findingsOf(rule)).toEqual([BAD[rule]]);
    });

    test("each privilege of customers outside the matrix", async () => {
      const all = "select, insert, update, delete, truncate, references, trigger";
      expect(await privilegesOutsideTheMatrix(database().sql)).toEqual(
        [
          `anon on granted_by_default: ${all}`,
          "anon on granted_function(): execute",
          `authenticated on granted_by_default: ${all}`,
          "authenticated on definer(): execute",
          "authenticated on granted_function(): execute",
        ].toSorted(),
      );
    });
  });
});
