import { startStack } from "../local/stack.ts";

/**
 * The local stack in a process of its own, as it has under `npm start`: what measures must not take processor time
 * from what is measured. Told where by the environment; says where it is by a message, and ends with its parent.
 */
const { BENCH_DATABASE_URL: databaseUrl, BENCH_LOCAL_DIR: localDir, BENCH_RUNNER: runner } = process.env;
if (!databaseUrl || !localDir) throw new Error("this process is started by bench/desk.ts");

const stack = await startStack({ localDir, databaseUrl, runner: runner === "yes", songApi: false });
process.once("disconnect", () => void stack.stop().finally(() => process.exit()));
// A terminal's Ctrl-C reaches the whole group; the parent stops this process in order.
process.on("SIGINT", () => {});
const { supabaseUrl, publishableKey, secretKey, inngestUrl } = stack;
process.send?.({ supabaseUrl, publishableKey, secretKey, inngestUrl });
