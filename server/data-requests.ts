import type { ServerBuild } from "@remix-run/node";
import { matchRoutes, type RouteObject } from "react-router";
import { refusal } from "../app/lib/errors/app-error";
import { errorResponse } from "../app/lib/http.server";
import type { Answer } from "./remix-handler";

const DATA = ".data";

function treeOf(routes: ServerBuild["routes"], parentId?: string): RouteObject[] {
  return Object.values(routes)
    .filter((route) => route?.parentId === parentId)
    .flatMap((route): RouteObject[] => {
      if (!route) return [];
      const { id, path, caseSensitive } = route;
      const common = {
        id,
        ...(path !== undefined && { path }),
        ...(caseSensitive !== undefined && { caseSensitive }),
      };
      return route.index ? [{ ...common, index: true }] : [{ ...common, children: treeOf(routes, id) }];
    });
}

/**
 * Answers for the addresses that Remix makes for the data of pages, "/admin.data": where there is no page, with this
 * site's own error in the place of Remix's, which names its routes.
 */
export function answerDataRequests(
  build: ServerBuild | (() => Promise<ServerBuild>),
  answer: Answer,
): Answer {
  return async (request, context, params) => {
    const { pathname } = new URL(request.url);
    if (!pathname.endsWith(DATA)) return answer(request, context, params);
    const { routes } = typeof build === "function" ? await build() : build;
    const id = matchRoutes(treeOf(routes), pathname.slice(0, -DATA.length) || "/")?.at(-1)?.route.id;
    if (id !== undefined && routes[id]?.module.default) {
      // Remix takes HEAD for an action here, and fails at a loader that redirects.
      const asked = request.method === "HEAD" ? new Request(request, { method: "GET" }) : request;
      return answer(asked, context, params);
    }
    return errorResponse(refusal("not_found.mistyped", { what: "page" }), context.requestId ?? "");
  };
}
