import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import { compressedFiles } from "./compressed-files";
import type { AppParts } from "./create-app";

/** The production build, which lies beside the bundled server. */
export async function builtParts(): Promise<Pick<AppParts, "build" | "assets">> {
  const client = fileURLToPath(new URL("./client/", import.meta.url));
  const build: ServerBuild = await import(new URL("./server/index.js", import.meta.url).href);
  // Their names carry a hash of what is in them.
  const hashed = express.static(`${client}assets`, { immutable: true, maxAge: "1y", redirect: false });
  const others = express.static(client, { maxAge: "1h", redirect: false });
  return {
    build,
    assets: [
      express.Router().use("/assets", compressedFiles(`${client}assets`), hashed),
      // They lie side by side: no disk is asked for what is deeper, such as every song.
      (request, response, next) =>
        request.path.lastIndexOf("/") === 0 ? others(request, response, next) : next(),
    ],
  };
}

/** Vite, which builds each module when it is asked for and reloads what changes. */
export async function developmentParts(): Promise<Pick<AppParts, "build" | "assets">> {
  const { createServer } = await import("vite");
  const vite = await createServer({ server: { middlewareMode: true } });
  return {
    build: () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>,
    assets: [vite.middlewares],
  };
}
