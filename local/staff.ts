import { spawn } from "node:child_process";
import { findHolder } from "./lock.ts";
import { readServices } from "./services.ts";
import { readSettings } from "./settings.ts";
import { StartupError } from "./startup-error.ts";

/** Where Supabase is: what the environment names, else the local stack that is running. */
function supabaseEnvironment(): Record<string, string> {
  const { localDir, supabase } = readSettings();
  if (supabase) return {};
  if (!findHolder(localDir)) {
    throw new StartupError(
      "Reprise is not running here: start it with npm start, or name a project with SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY.",
    );
  }
  return readServices(localDir);
}

try {
  const env = { ...process.env, ...supabaseEnvironment() };
  const args = [
    "--import",
    "tsx",
    "--import",
    "./local/quiet-imports.ts",
    "server/staff.ts",
    ...process.argv.slice(2),
  ];
  const child = spawn(process.execPath, args, { stdio: "inherit", env });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
