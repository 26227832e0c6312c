import { quickBackoffMs } from "../../local/runner/index.ts";
import { startStack } from "../../local/stack.ts";

/**
 * The Supabase API and the runner of Inngest functions in a process of their own, on a database that outlives them.
 * Told where by the environment; says where it is by a message, and ends with its parent. A message { refusalsAreTries }
 * has connections that the web server refuses count as tries, as a genuine Inngest does, without the pauses between them.
 *
 * When the database crashes, the driver "postgres" (3.4.9) may write to a socket that is gone and take this process
 * with it; world.ts starts it again, as a platform does.
 */
const { FAULTS_DATABASE_URL: databaseUrl, FAULTS_LOCAL_DIR: localDir } = process.env;
if (!databaseUrl || !localDir) throw new Error("this process is started by tests/faults/world.ts");

let refusalsAreTries = false;
process.on("message", (message: { refusalsAreTries: boolean }) => {
  ({ refusalsAreTries } = message);
});
const stack = await startStack({
  localDir,
  databaseUrl,
  songApi: false,
  runner: {
    refusalsAreTries: () => refusalsAreTries,
    backoffMs: (attempt) => (refusalsAreTries ? 50 : quickBackoffMs(attempt)),
  },
});
process.once("disconnect", () => void stack.stop().finally(() => process.exit()));
// A terminal's Ctrl-C reaches the whole group; the parent stops this process in order.
process.on("SIGINT", () => {});
const { supabaseUrl, publishableKey, secretKey, inngestUrl } = stack;
process.send?.({ supabaseUrl, publishableKey, secretKey, inngestUrl });
