import { readdirSync } from "node:fs";
import { extname } from "node:path";
import type { RequestHandler } from "express";

/**
 * Sends files of a directory as the build has compressed them, for ever: their names say what is in them. What has no
 * compressed form, or goes to a browser that does not take it, is left to whatever comes next.
 *
 * @param directory in which `name.br` lies beside `name`; read once, since a build does not change
 */
export function compressedFiles(directory: string): RequestHandler {
  const names = new Set(readdirSync(directory).filter((name) => name.endsWith(".br")));
  return (request, response, next) => {
    const name = request.path.slice(1);
    const compressed = `${name}.br`;
    if (!["GET", "HEAD"].includes(request.method) || !names.has(compressed)) return next();
    response.vary("Accept-Encoding");
    if (!request.acceptsEncodings("br")) return next();
    response.type(extname(name));
    response.set("Content-Encoding", "br");
    response.sendFile(compressed, {
      root: directory,
      immutable: true,
      maxAge: "1y",
      // A part of what is compressed is of no use to anybody.
      acceptRanges: false,
    });
  };
}
