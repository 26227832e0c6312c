import { AsyncLocalStorage } from "node:async_hooks";

/** What the parts beneath @supabase/lite need to know of the HTTP request that they serve. */
export interface RequestContext {
  method: string;
  path: string;
  /** Names in lower case, as PostgREST gives them to SQL. */
  headers: Record<string, string>;
  /** Left by the disk storage when it answers with something else than the whole object. */
  partial?: { status: 206; contentRange: string } | { status: 416; contentRange: string } | { status: 304 };
}

/** The request being served, for code that @supabase/lite calls without it. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Reads a request into a context of its own. */
export function contextOf(request: Request): RequestContext {
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    headers: Object.fromEntries(request.headers),
  };
}
