import { resolve } from "node:path";
import { z } from "zod";
import { StartupError } from "./startup-error.ts";

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => value || undefined, schema.optional());

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  LOCAL_DIR: z.string().min(1).default(".local"),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  DEMO_PASSWORD: optional(z.string().min(12)),
  INNGEST_DEV: optional(z.url({ protocol: /^https?$/ })),
  GENERATION_API_URL: optional(z.url({ protocol: /^https?$/ })),
  SUPABASE_URL: optional(z.url({ protocol: /^https?$/ })),
  SUPABASE_PUBLISHABLE_KEY: optional(z.string()),
  SUPABASE_SECRET_KEY: optional(z.string()),
});

const EXAMPLES: Record<keyof z.infer<typeof environmentSchema>, string> = {
  PORT: "where the web server listens, a number from 1 to 65535, for example 3000",
  HOST: "the address that the web server listens on, for example 127.0.0.1",
  LOCAL_DIR: "where the local stack keeps its data, for example .local",
  DATABASE_URL: "a PostgreSQL to use, for example postgres://postgres:secret@127.0.0.1:5432/reprise",
  DEMO_PASSWORD: "the password of the demo staff, at least 12 characters",
  INNGEST_DEV: "the address of an Inngest dev server, for example http://127.0.0.1:8288",
  GENERATION_API_URL: "the address of a song API, for example https://songs.example.com/v1",
  SUPABASE_URL: "the address of a Supabase project, for example https://abc.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "the publishable key of that project",
  SUPABASE_SECRET_KEY: "the secret key of that project",
};

/** The bucket that the songs are in; the web server is given the same variable, and refuses a malformed one. */
export const SONGS_BUCKET = process.env.SONGS_BUCKET || "songs";

/** The address and the keys of a Supabase project. */
export interface SupabaseAccess {
  url: string;
  publishableKey: string;
  secretKey: string;
}

/** What can be chosen about the local stack. */
export interface Settings {
  port: number;
  host: string;
  /** Where browsers reach the web server. */
  publicUrl: string;
  localDir: string;
  databaseUrl: string | undefined;
  demoPassword: string | undefined;
  /** The dev server to use in place of the local runner. */
  inngestDev: string | undefined;
  /** Whether the environment names a song API, so that the local one is not needed. */
  ownSongApi: boolean;
  /** The project to use in place of the local Supabase. */
  supabase: SupabaseAccess | undefined;
}

function readSupabase(env: z.infer<typeof environmentSchema>): SupabaseAccess | undefined {
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey, SUPABASE_SECRET_KEY: secretKey } = env;
  if (url && publishableKey && secretKey) return { url, publishableKey, secretKey };
  if (!url && !publishableKey && !secretKey) return undefined;
  throw new StartupError(
    "SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY belong together: set all three to use that project, or none for the local one.",
  );
}

/**
 * Reads the settings of the local stack from the environment.
 *
 * @throws StartupError naming the first variable that is malformed, what it is for and an example.
 */
export function readSettings(env: Record<string, string | undefined> = process.env): Settings {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    const name = environmentSchema.keyof().parse(parsed.error.issues[0]?.path[0]);
    throw new StartupError(`${name} is not valid: it is ${EXAMPLES[name]}.`);
  }
  const { PORT: port, HOST: host } = parsed.data;
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return {
    port,
    host,
    publicUrl: `http://${shown}:${port}`,
    localDir: resolve(parsed.data.LOCAL_DIR),
    databaseUrl: parsed.data.DATABASE_URL,
    demoPassword: parsed.data.DEMO_PASSWORD,
    inngestDev: parsed.data.INNGEST_DEV,
    ownSongApi: parsed.data.GENERATION_API_URL !== undefined,
    supabase: readSupabase(parsed.data),
  };
}
