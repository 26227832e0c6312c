import { refusal } from "~/lib/errors/app-error";

/**
 * The characters that Storage itself accepts in an object's name (isValidKey in supabase/storage). There is no "%"
 * among them, so nothing encoded gets through however often it was encoded, and no backslash or NUL.
 */
const STORAGE_KEY = /^[\w/!\-.*'() &$@=;:+,?]{1,1024}$/;
const URL_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Makes the path of an address out of a storage_path. The column is data like any other: a row that was tampered
 * with must not lead to another bucket or host while the secret key is attached.
 *
 * @param storagePath as song_variants has it, relative to the bucket
 * @returns the path with each part encoded, without a leading slash
 * @throws AppError 500 for a path that names no object, before anything is asked of Storage
 */
export function encodeStoragePath(storagePath: string): string {
  const parts = storagePath.split("/");
  const fine =
    STORAGE_KEY.test(storagePath) &&
    !URL_SCHEME.test(storagePath) &&
    !storagePath.includes("..") &&
    parts.every((part) => part !== "" && part !== ".");
  if (fine) return parts.map(encodeURIComponent).join("/");
  throw refusal(
    "bad_storage_path",
    {},
    {
      cause: new Error(`refused the storage path ${JSON.stringify(storagePath.slice(0, 200))}`),
    },
  );
}
