import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const servicesSchema = z.record(z.string(), z.string());

const fileIn = (localDir: string) => join(localDir, "services.json");

/** Notes where this run's services are, keys included, readable by this user alone: for commands beside it. */
export function saveServices(localDir: string, environment: Record<string, string>): void {
  writeFileSync(fileIn(localDir), `${JSON.stringify(environment, null, 2)}\n`, { mode: 0o600 });
}

/** The environment of the services that the last start noted. @throws when there was none */
export function readServices(localDir: string): Record<string, string> {
  return servicesSchema.parse(JSON.parse(readFileSync(fileIn(localDir), "utf8")));
}
