import { requestContext } from "../request-context.ts";

let installed = false;

/**
 * Defect: every error that a statement answers with, a conflict or a refused permission too, is printed with its
 * stack. Fix: what is printed to stderr in a request context is dropped; the client has the answer.
 */
export function dropRequestErrors(): void {
  if (installed) return;
  installed = true;
  for (const level of ["error", "warn"] as const) {
    const print = console[level];
    console[level] = (...words: unknown[]) => {
      if (!requestContext.getStore()) print(...words);
    };
  }
}
