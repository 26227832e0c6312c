import { afterAll, beforeAll, expect, test } from "vitest";
import { startTemporaryDatabase } from "./fixtures/temporary-database.ts";
import { generateTypes } from "./generate-types.ts";

let database: Awaited<ReturnType<typeof startTemporaryDatabase>>;

beforeAll(async () => {
  database = await startTemporaryDatabase();
});

afterAll(async () => {
  await database?.stop();
});

test("the types of a small schema", async () => {
  const types = await generateTypes(await database.migrated("types_test"));
  expect(types).toContain('progress: "open" | "done"');
  expect(types).not.toContain("schema_migrations");
});
