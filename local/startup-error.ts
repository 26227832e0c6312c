/**
 * Something a person has to put right before the local stack can start. The message is one sentence that says
 * what is wrong and what to do; it is printed as it is, without a stack trace.
 */
export class StartupError extends Error {
  override name = "StartupError";
}

/** The code of a failed system call ("EACCES", "ENOENT", ...), or undefined for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
