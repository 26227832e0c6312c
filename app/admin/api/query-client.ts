import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-client";

/** Of what fails for want of an answer, this much more is tried; a refusal is final. */
const MAX_RETRIES = 2;

/** The cache of what the server said: a new one for each start of the desk. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < MAX_RETRIES && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
}
