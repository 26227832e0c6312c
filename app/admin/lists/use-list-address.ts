import { useMemo } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import type { z } from "zod";
import { changedListAddress, parseListAddress } from "./list-address";

/** The state of a list, which is kept in its address and nowhere else. */
export interface ListAddress<S extends z.ZodObject> {
  query: z.output<S>;
  /** The address after a change, for a link. */
  hrefWith: (change: Partial<z.input<S>>) => string;
  /** Goes to the address after a change. @param replace takes the present one's place in the history */
  change: (change: Partial<z.input<S>>, replace?: boolean) => void;
}

/** Reads and changes the state of a list. @param schema of the query that the server takes */
export function useListAddress<S extends z.ZodObject>(schema: S): ListAddress<S> {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return useMemo(() => {
    const params = new URLSearchParams(search);
    const hrefWith = (change: Partial<z.input<S>>) =>
      `${pathname}${changedListAddress(schema, params, change)}`;
    return {
      query: parseListAddress(schema, params),
      hrefWith,
      change: (change, replace = false) => navigate(hrefWith(change), { replace, preventScrollReset: true }),
    };
  }, [schema, pathname, search, navigate]);
}

/** What a link from a list carries along, so that the way back leads to the list as it was left. */
export interface FromList {
  list: string;
}

/** The address of the list that led here; the plain list when nothing did. @param path of the plain list */
export function useWayBack(path: string): string {
  const state: unknown = useLocation().state;
  const isFromList =
    typeof state === "object" && state !== null && "list" in state && typeof state.list === "string";
  return isFromList ? `${path}${state.list}` : path;
}

/** What links from the present list carry along. */
export function useListLink(): FromList {
  return { list: useLocation().search };
}
