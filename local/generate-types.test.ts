import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTemporaryDatabase } from "./fixtures/temporary-database.ts";
import { generateTypes, TYPES_FILE } from "./generate-types.ts";
import { applyMigrations } from "./migrations.ts";
import { createDatabase } from "./postgres/index.ts";
import { prepareDatabase } from "./prepare-database.ts";

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

test("the types in the repository are those of the migrations; when this fails run npm run types", async () => {
  const url = await createDatabase(database.url, "own_types");
  await prepareDatabase(url);
  await applyMigrations(url);
  expect(readFileSync(TYPES_FILE, "utf8")).toBe(await generateTypes(url));
});
