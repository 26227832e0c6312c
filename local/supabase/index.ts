import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { App, InMemoryEmailDriver, setExperimental } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { answerAuth } from "./auth-admin.ts";
import { DiskStorage } from "./disk-storage.ts";
import { keepErrorCodes } from "./lite-fixes/error-codes.ts";
import { keepGrants } from "./lite-fixes/keep-grants.ts";
import { ignorePartialUniqueIndexes } from "./lite-fixes/partial-unique-indexes.ts";
import { dropRequestErrors } from "./lite-fixes/quiet-errors.ts";
import { setRequestSettings } from "./lite-fixes/request-settings.ts";
import { valueTypes } from "./lite-fixes/value-types.ts";
import { contextOf, type RequestContext, requestContext } from "./request-context.ts";
import { answerStorage } from "./storage-api.ts";

/** What startSupabase() needs. */
export interface SupabaseOptions {
  /** A database that prepareDatabase() has prepared and that has its migrations. */
  databaseUrl: string;
  /** Where Storage keeps its objects; made when it is missing. */
  storageDir: string;
  /** sb_publishable_...: whoever shows it is anon. */
  publishableKey: string;
  /** sb_secret_...: whoever shows it is service_role. */
  secretKey: string;
  /** Signs sessions and signed addresses; at least 32 characters. */
  jwtSecret: string;
  /** Where the desk is, for the links of invitations and forgotten passwords. */
  siteUrl?: string;
  /** Whoever signs up is in at once, as supabase/config.toml has it nowhere; for tests. */
  openSignUp?: boolean;
  /** Takes the mails, which nobody sends on this machine. */
  onMail?: (to: string, link: string) => void;
  host?: string;
  /** 0, the default, takes any free port. */
  port?: number;
  log?: (line: string) => void;
}

/** A running Supabase API. */
export interface SupabaseServer {
  /** What SUPABASE_URL has to be. */
  url: string;
  stop(): Promise<void>;
}

/** Enough for a busy web server beside the runner and the tests, of the 200 that the database allows. */
const CONNECTIONS = 20;
const FILE_SIZE_LIMIT = "50MiB";
const SESSION_SECONDS = 3600;
const LINK_SECONDS = 3600;
const SHORTEST_PASSWORD = 10;

/**
 * Puts the Supabase APIs (PostgREST, Auth, Storage) before a database: @supabase/lite with what it lacks or does
 * differently from a hosted project put right, see lite-fixes/.
 *
 * @throws when the database cannot be read or the port is taken.
 */
export async function startSupabase(options: SupabaseOptions): Promise<SupabaseServer> {
  const siteUrl = options.siteUrl ?? "http://127.0.0.1:3000";
  const host = options.host ?? "127.0.0.1";
  dropRequestErrors();
  setExperimental("storage", true);
  const connection = createPostgresConnection({
    url: options.databaseUrl,
    postgresOptions: { max: CONNECTIONS, types: valueTypes, onnotice: () => {} },
  });
  keepGrants(connection);
  setRequestSettings(connection);
  ignorePartialUniqueIndexes(connection);
  keepErrorCodes(connection);
  const app = new App({
    connection,
    api: { enabled: true, schemas: ["public", "desk"], max_rows: 1000 },
    auth: {
      enabled: true,
      site_url: siteUrl,
      jwt_secret: options.jwtSecret,
      jwt_expiry: SESSION_SECONDS,
      publishable_key: options.publishableKey,
      secret_key: options.secretKey,
      enable_signup: true,
      minimum_password_length: SHORTEST_PASSWORD,
      email: { enable_signup: true, enable_confirmations: !options.openSignUp, otp_expiry: LINK_SECONDS },
    },
    storage: { enabled: true, file_size_limit: FILE_SIZE_LIMIT },
    studio: { enabled: false },
    options: { drivers: { email: new InMemoryEmailDriver() } },
  });
  app._storageAdapter = new DiskStorage(options.storageDir);
  // Where it warns that its Storage is experimental, which is what disk-storage.ts and storage-api.ts answer.
  await requestContext.run({ method: "", path: "", headers: {} }, () => app.init());
  const schema = await connection.introspect({ useCache: true });
  if (schema.tables.length === 0) throw new Error("the schema of the database could not be read");
  await connection.driver.listen("pgrst", () => void connection.clearSchemaCache());

  const next = async (request: Request) => app.fetch(request);
  const authOptions = {
    sql: connection.driver,
    secretKey: options.secretKey,
    siteUrl,
    deliver: options.onMail ?? (() => {}),
  };
  const answer = (request: Request, context: RequestContext) => {
    if (context.path.startsWith("/storage/v1/"))
      return answerStorage(request, context, next, options.jwtSecret);
    if (context.path.startsWith("/auth/v1/")) return answerAuth(request, context.path, next, authOptions);
    return next(request);
  };
  const server = createServer(
    getRequestListener(
      (request) => {
        const context = contextOf(request);
        return requestContext.run(context, () => answer(request, context));
      },
      { overrideGlobalObjects: false },
    ),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the Supabase API has no address");
  const url = `http://${host}:${address.port}`;
  options.log?.(`Supabase API on ${url}`);
  return {
    url,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await connection.driver.end({ timeout: 5 });
    },
  };
}
