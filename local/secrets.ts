import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StartupError } from "./startup-error.ts";

const random = (bytes: number) => randomBytes(bytes).toString("base64url");

/** Each is made when it is missing, so that a newer version finds what an older one did not keep. */
const secretsSchema = z.object({
  publishableKey: z.string().default(() => `sb_publishable_${random(24)}`),
  secretKey: z.string().default(() => `sb_secret_${random(24)}`),
  songApiKey: z.string().default(() => `sk_local_${random(24)}`),
  jwtSecret: z.string().default(() => random(48)),
  sessionSecret: z.string().default(() => random(48)),
  demoPassword: z.string().default(() => random(12)),
});

/** What the local stack must keep to itself. */
export type Secrets = z.infer<typeof secretsSchema>;

const fileIn = (localDir: string) => join(localDir, "secrets.json");

/** Keeps the secrets, readable by this user alone. */
export function saveSecrets(localDir: string, secrets: Secrets): void {
  const aside = `${fileIn(localDir)}.new`;
  writeFileSync(aside, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(aside, fileIn(localDir));
}

/**
 * The secrets of this directory, made at the first call and the same ever after.
 *
 * @throws StartupError when the file is damaged.
 */
export function loadSecrets(localDir: string): Secrets {
  const file = fileIn(localDir);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "{}";
  let secrets: Secrets;
  try {
    secrets = secretsSchema.parse(JSON.parse(text));
  } catch {
    throw new StartupError(`${file} is damaged: npm run reset gives up the local data and begins afresh.`);
  }
  if (JSON.stringify(JSON.parse(text)) !== JSON.stringify(secrets)) saveSecrets(localDir, secrets);
  return secrets;
}
