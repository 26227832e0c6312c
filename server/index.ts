import { setMaxListeners } from "node:events";
import { installGlobals } from "@remix-run/node";
import { type Env, EnvironmentError, env as parsedEnv } from "../app/lib/env.server";
import { sendEvents } from "../app/lib/inngest/client.server";
import { log } from "../app/lib/log.server";
import { createServiceClient } from "../app/lib/supabase/clients.server";
import { builtParts, developmentParts } from "./assets";
import { createApp } from "./create-app";
import { stopGracefully } from "./graceful-stop";
import { startOutboxTimer } from "./outbox-timer";

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

const stopping = new AbortController();
// Each open stream listens to it.
setMaxListeners(0, stopping.signal);

const parts = env.NODE_ENV === "development" ? await developmentParts() : await builtParts();
const server = createApp({ env, stopping: stopping.signal, ...parts }).listen(env.PORT, env.HOST);
server.on("listening", () => {
  log().info({ address: server.address(), public_url: env.PUBLIC_URL }, "listening");
  const stopOutbox = startOutboxTimer(createServiceClient, sendEvents);
  stopGracefully(server, () => {
    stopping.abort();
    return stopOutbox();
  });
});
server.on("error", (error: NodeJS.ErrnoException) => {
  const why =
    error.code === "EADDRINUSE"
      ? `Port ${env.PORT} on ${env.HOST} is taken. Stop what listens there, or choose another with PORT.`
      : `Cannot listen on ${env.HOST}:${env.PORT}: ${error.message}.`;
  process.stderr.write(`${why}\n`);
  process.exit(1);
});
