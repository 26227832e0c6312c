import { expect, test } from "vitest";
import { schemaRefusal } from "./schema-version.server";

const WANTED = "20270101090000.aaaa";

test.each([
  ["the same", "20270101090000.aaaa", null],
  ["a later one: an upgrade has begun, and this server goes on", "20270201090000.bbbb", null],
  ["an earlier one", "20261201090000.cccc", "schema_older"],
  ["another one of the same number", "20270101090000.dddd", "schema_other"],
])("A13 a database with %s", (_which, found, code) => {
  expect(schemaRefusal(found, WANTED)?.code ?? null).toBe(code);
});

test("A13 a refusal names the command", () => {
  expect(schemaRefusal("20261201090000.cccc", WANTED)?.message).toContain("npm run migrate");
});
