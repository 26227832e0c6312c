import type { ServerBuild } from "@remix-run/node";
import { pathSegments } from "./canonical-path";

type Build = ServerBuild | (() => Promise<ServerBuild>);
type Routes = ServerBuild["routes"];

/** The address of a route from the site's root on, with the names of its parameters. */
function addressOf(routes: Routes, id: string | undefined): string {
  const route = id === undefined ? undefined : routes[id];
  return route ? `${addressOf(routes, route.parentId)}/${route.path ?? ""}` : "";
}

/**
 * The part of a site whose addresses begin with a word, and what they stand in. React Router ranks all the routes that it
 * knows anew for each request, twice, which for seventy of them takes longer than to answer for a part of a song.
 */
export function narrowBuild(build: Build, part: string): Build {
  if (typeof build === "function") return async () => narrow(await build(), part);
  return narrow(build, part);
}

function narrow(build: ServerBuild, part: string): ServerBuild {
  const isKept = ([id]: [string, unknown]) => {
    const [first] = pathSegments(addressOf(build.routes, id));
    return first === part || first === "";
  };
  const kept = <R extends object>(routes: R) =>
    Object.fromEntries(Object.entries(routes).filter(isKept)) as R;
  // What is drawn on the server is made of the list for browsers.
  const assets = { ...build.assets, routes: kept(build.assets.routes) };
  return { ...build, routes: kept(build.routes), assets };
}
