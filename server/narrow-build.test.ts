import type { ServerBuild } from "@remix-run/node";
import { expect, test } from "vitest";
import { narrowBuild } from "./narrow-build";

const ROUTES = [
  ["root", "", undefined],
  ["home", undefined, "root"],
  ["share", "share/:token", "root"],
  ["audio", "audio", "share"],
  ["embed", "share/:token/embed", "root"],
  ["shared", "shared/:token", "root"],
  ["desk", "admin/*", "root"],
  ["desk's share", "share", "desk"],
] as const;
const routes = Object.fromEntries(
  ROUTES.map(([id, path, parentId]) => [id, { id, path, parentId, module: {} }]),
);
const build = { basename: "/", routes, assets: { version: "1", routes } } as unknown as ServerBuild;
const KEPT = ["root", "home", "share", "audio", "embed"];

test("a part of a site has the routes below its word, and what they stand in", async () => {
  const narrowed = narrowBuild(build, "share") as ServerBuild;
  expect(narrowed).toMatchObject({ basename: "/", assets: { version: "1" } });
  expect(Object.keys(narrowed.routes)).toEqual(KEPT);
  expect(Object.keys(narrowed.assets.routes)).toEqual(KEPT);
});

test("of a build that is made for each request, it is made for each request, too", async () => {
  const narrowed = narrowBuild(async () => build, "share");
  const made = typeof narrowed === "function" ? await narrowed() : narrowed;
  expect(Object.keys(made.routes)).toEqual(KEPT);
});
