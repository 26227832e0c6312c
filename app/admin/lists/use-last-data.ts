import { useRef } from "react";

/**
 * What a query has, or, when it could not be had, what it had before: old rows that are said to be old are better than
 * none. (React Query keeps them while it asks, but not once it was refused.)
 *
 * @param failed the present question has ended without an answer
 */
export function useLastData<Data>(data: Data | undefined, failed: boolean): Data | undefined {
  const last = useRef(data);
  if (data !== undefined) last.current = data;
  return data ?? (failed ? last.current : undefined);
}
