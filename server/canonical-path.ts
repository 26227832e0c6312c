/** Letters that stand for themselves; what cannot be decoded stays as it is. */
function decoded(segment: string): string {
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
 * @param path as it was sent, without a query
 * @returns decoded segments, of which the first, which names a part of the site, is in lower case
 */
export function pathSegments(path: string): string[] {
  const [part = "", ...rest] = path.split("/").map(decoded).join("/").split("/").filter(Boolean);
  return [part.toLowerCase(), ...rest];
}
