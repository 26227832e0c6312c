import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import express, { type RequestHandler } from "express";
import type { AppParts } from "./create-app";

/** The production build, which lies beside the bundled server. */
export async function builtParts(): Promise<Pick<AppParts, "build" | "assets">> {
  const client = fileURLToPath(new URL("./client/", import.meta.url));
  const build: ServerBuild = await import(new URL("./server/index.js", import.meta.url).href);
  return {
    build,
    assets: [
      // Their names carry a hash of what is in them.
      express.static(`${client}assets`, {
        immutable: true,
        maxAge: "1y",
        redirect: false,
        fallthrough: true,
      }),
      express.static(client, { maxAge: "1h", redirect: false }),
    ].map(
      (handler, index): RequestHandler => (index === 0 ? express.Router().use("/assets", handler) : handler),
    ),
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
