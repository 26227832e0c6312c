import "./quiet-imports.ts";
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

// `node build/command.js staff list` runs build/staff.js with the arguments that follow its name: a command of the built
// server, so that it works without the development dependencies, too.
const [name] = process.argv.splice(2, 1);
try {
  Object.assign(process.env, supabaseEnvironment());
  // By address: the bundler would look for it among the sources.
  await import(new URL(`${name}.js`, import.meta.url).href);
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
