import { randomUUID } from "node:crypto";
import type { AppLoadContext } from "@remix-run/node";

/** The id of a request: the server's, or a new one where something else than the server calls a loader. */
export function requestIdOf(context: AppLoadContext | undefined): string {
  return context?.requestId ?? randomUUID();
}
