import type { NextFunction, Request, Response } from "express";

/**
 * The address as the routes see it, always of this site: a request may name a host in the place of a path
 * ("GET http://elsewhere/"), and two slashes at its beginning would be read as one. Backslashes, "." and ".." are
 * resolved as the router's own URL resolves them.
 */
export function siteUrl(originalUrl: string, publicUrl: string): URL {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(originalUrl)?.[1] ?? originalUrl;
  return new URL(`${publicUrl}${path.startsWith("/") ? "" : "/"}${path}`);
}

/**
 * Gives every request the one path that routes it. Whatever decides by path after this (headers, log, limits) sees
 * what the router sees: "/./share/x" and "/\share\x" are "/share/x".
 */
export function canonicalPath(publicUrl: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const url = siteUrl(request.url, publicUrl);
    // A way of an earlier Remix to ask for a route's data; it would log an error for each.
    if (url.searchParams.has("_data")) url.searchParams.delete("_data");
    request.url = url.pathname + url.search;
    next();
  };
}

/** Letters that stand for themselves; what cannot be decoded stays as it is. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * The segments of a path. The router decodes a path and takes its case for the same, so whoever decides by path has to
 * look at this and not at what was sent: "/%53HARE/x" is a share link, too.
 *
 * @param path as `canonicalPath` leaves it, without a query
 * @returns decoded segments, of which the first, which names a part of the site, is in lower case
 */
export function pathSegments(path: string): string[] {
  const [part = "", ...rest] = path.split("/").map(decoded).join("/").split("/").filter(Boolean);
  return [part.toLowerCase(), ...rest];
}

/** Whether a path is where Inngest calls, however it is spelled. */
export function isInngestPath(path: string): boolean {
  return pathSegments(path).join("/").toLowerCase() === "api/inngest";
}
