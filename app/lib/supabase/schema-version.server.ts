import type { PostgrestError } from "@supabase/supabase-js";
import { type AppError, refusal } from "~/lib/errors/app-error";
import { dataOf } from "./check.server";
import { type AnonClient, createAnonClient, createServiceClient, type ServiceClient } from "./clients.server";
import { SCHEMA_VERSION } from "./database.types";

/** Longer than a healthy database takes: a pool that hangs answers nothing, and whoever asks has to get an answer. */
const ANSWERS_WITHIN_MS = 5_000;

const numberOf = (version: string) => Number(version.split(".")[0]);

/**
 * Why a server can't work with a schema; null when it can. With a later one it goes on: an upgrade changes the database
 * first, and takes nothing away that the servers of before still use.
 */
export function schemaRefusal(found: string, wanted: string = SCHEMA_VERSION): AppError | null {
  if (found === wanted || numberOf(found) > numberOf(wanted)) return null;
  return refusal(numberOf(found) < numberOf(wanted) ? "schema_older" : "schema_other");
}

/** What an answer of the API says about the set-up; null when it is about something else. */
function setUpRefusal(error: PostgrestError, status: number): AppError | null {
  const options = { cause: error };
  // PostgREST: the schema is not one of those that it serves; it knows no such function. PostgreSQL: no such function.
  if (error.code === "PGRST106") return refusal("schema_not_exposed", {}, options);
  if (["PGRST202", "42883", "3F000"].includes(error.code)) return refusal("schema_missing", {}, options);
  if (error.code === "42501") return refusal("secret_key_is_public", {}, options);
  return status === 401 || status === 403 ? refusal("secret_key_refused", {}, options) : null;
}

/**
 * Sees to it that the database has the schema that this server was built for, over the connections that requests use.
 *
 * @throws AppError that says what to set or which command to run, or that the database is out of reach
 */
export async function requireSchema(db: ServiceClient = createServiceClient()): Promise<void> {
  const answer = await db.rpc("schema_version").abortSignal(AbortSignal.timeout(ANSWERS_WITHIN_MS));
  const wrong = answer.error && setUpRefusal(answer.error, answer.status);
  if (wrong) throw wrong;
  const older = schemaRefusal(dataOf(answer, "read the schema's version"));
  if (older) throw older;
}

/**
 * Sees to it that Supabase takes the publishable key.
 *
 * @throws AppError when it doesn't
 */
export async function requirePublishableKey(db: AnonClient = createAnonClient()): Promise<void> {
  const { error, status } = await db
    .rpc("find_shared_song", { p_token: "" })
    .abortSignal(AbortSignal.timeout(ANSWERS_WITHIN_MS));
  if (error && error.code !== "42501" && (status === 401 || status === 403))
    throw refusal("publishable_key_refused", {}, { cause: error });
}
