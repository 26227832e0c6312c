import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateTypes, TYPES_FILE } from "../../local/generate-types.ts";
import { onEachPostgres } from "./servers.ts";

onEachPostgres("migrated", (database) => {
  test("database.types.ts is what the migrations make; when this fails, run npm run types", async () => {
    expect(readFileSync(TYPES_FILE, "utf8")).toBe(await generateTypes(database().url));
  });
});
