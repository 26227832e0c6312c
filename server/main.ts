import { setMaxListeners } from "node:events";
import { installGlobals } from "@remix-run/node";
import { warnOfOpenSignUp } from "../app/lib/auth/warn-of-open-sign-up.server";
import { type Env, EnvironmentError, env as parsedEnv } from "../app/lib/env.server";
import { sendEvents } from "../app/lib/inngest/client.server";
import { askInngest } from "../app/lib/inngest/runs-api.server";
import { watchTurn } from "../app/lib/inngest/watch.server";
import { log } from "../app/lib/log.server";
import { createServiceClient } from "../app/lib/supabase/clients.server";
import { builtParts, developmentParts } from "./assets";
import { checkSetUp } from "./check-set-up";
import { createApp } from "./create-app";
import { Draining } from "./draining";
import { stopGracefully } from "./graceful-stop";
import { startOutboxTimer } from "./outbox-timer";
import { guardProcess, type ProcessHealth } from "./process-guards";
import { startWatchTimer } from "./watch-timer";

/**
 * How long a connection may be idle, ms: longer than a proxy in front keeps it (nginx and AWS 60 s), so that it is the
 * proxy that closes it. Closed from here, a request that is on its way is lost.
 */
const KEEP_ALIVE_MS = 75_000;

/** The environment, or an end: a server that starts with half of it fails later and elsewhere. */
function envOrExit(): Env {
  try {
    return parsedEnv();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const env = envOrExit();
// Single fetch needs the platform's own fetch.
installGlobals({ nativeFetch: true });

const refused = await checkSetUp();
if (refused !== null) {
  process.stderr.write(`${refused}\n`);
  process.exit(1);
}

const stopping = new AbortController();
// Each open stream listens to it.
setMaxListeners(0, stopping.signal);

const parts = env.NODE_ENV === "development" ? await developmentParts() : await builtParts();
const draining = new Draining();
let health: ProcessHealth | undefined;
const whyNotReady = () => {
  if (draining.begun) return "stopping";
  return health?.damaged ? "damaged" : null;
};
const app = createApp({ env, stopping: stopping.signal, draining, whyNotReady, ...parts });
const server = app.listen(env.PORT, env.HOST);
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.on("listening", () => {
  health = guardProcess();
  log().info({ address: server.address(), public_url: env.PUBLIC_URL }, "listening");
  void warnOfOpenSignUp();
  const stopOutbox = startOutboxTimer(createServiceClient, sendEvents);
  const stopWatch = startWatchTimer(() => watchTurn({ createDb: createServiceClient, ask: askInngest }));
  const stopWork = async () => {
    stopping.abort();
    await Promise.all([stopOutbox(), stopWatch()]);
  };
  stopGracefully(server, { draining, drainMs: env.DRAIN_SECONDS * 1000, stopWork });
});
server.on("error", (error: NodeJS.ErrnoException) => {
  const why =
    error.code === "EADDRINUSE"
      ? `Port ${env.PORT} on ${env.HOST} is taken. Stop what listens there, or choose another with PORT.`
      : `Cannot listen on ${env.HOST}:${env.PORT}: ${error.message}.`;
  process.stderr.write(`${why}\n`);
  process.exit(1);
});
