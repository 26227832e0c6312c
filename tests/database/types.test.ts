import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateTypesFile, TYPES_FILE } from "../../local/generate-types.ts";
import { onPostgres } from "./servers.ts";

onPostgres((database) => {
  test("database.types.ts is what the migrations make; when this fails, run npm run types", async () => {
    expect(readFileSync(TYPES_FILE, "utf8")).toBe(await generateTypesFile(database().url));
  });
});
