import "@remix-run/node";
import "@remix-run/server-runtime";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}

declare module "@remix-run/server-runtime" {
  interface AppLoadContext {
    /** Identifies the request in the log and in the activity it causes. */
    requestId?: string;
    /** The nonce that the content security policy of this answer names. */
    cspNonce?: string;
    /** The address the request came from, in the server's view. */
    clientAddress?: string;
    /** Aborted when the server stops. */
    stopping?: AbortSignal;
    /** Why the process should get no more requests: it is about to stop, or a bug has damaged it. */
    whyNotReady?: () => "stopping" | "damaged" | null;
    /** Lets other sites show this answer in a frame or as a picture. */
    allowOtherSites?: () => void;
  }
}
