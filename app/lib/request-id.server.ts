import { randomUUID } from "node:crypto";
import type { AppLoadContext } from "@remix-run/node";

declare module "@remix-run/node" {
  interface AppLoadContext {
    /** Identifies the request in the log and in the activity it causes. */
    requestId?: string;
    /** The nonce that the content security policy of this answer names. */
    cspNonce?: string;
    /** The address the request came from, in the server's view. */
    clientAddress?: string;
  }
}

/** The id of a request: the server's, or a new one where something else than the server calls a loader. */
export function requestIdOf(context: AppLoadContext | undefined): string {
  return context?.requestId ?? randomUUID();
}
