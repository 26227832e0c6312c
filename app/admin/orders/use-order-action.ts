import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, requestJson } from "~/admin/api/api-client";
import { Intents } from "~/admin/failed-jobs/actions/intents";

/** Whatever shows orders, or what they are made of, is asked for anew after an action. */
const AFFECTED = ["orders", "failed-jobs", "customers", "overview"];

/** Whether the server has said yes or no. Without that, nobody here knows whether it was done. */
function isAnswer(error: unknown): boolean {
  return error instanceof ApiError && error.status > 0 && error.status < 500 && error.code !== "in_progress";
}

interface Wish {
  /** What somebody chose and typed. */
  wish: object;
  /** Of what is acted on, as it was seen; no part of the wish, since it moves on by itself. */
  version?: number;
}

/**
 * Asks for something on an order's page. What got no answer is asked for again under its own key, as it was asked
 * first, so that it is done once.
 *
 * @param path of the action
 */
export function useOrderAction<Receipt>(path: string) {
  const queryClient = useQueryClient();
  const [intents] = useState(() => new Intents(() => crypto.randomUUID()));
  return useMutation({
    mutationFn: async ({ wish, version }: Wish) => {
      const { key, request } = intents.take(path, wish, {
        ...wish,
        ...(version !== undefined && { version }),
      });
      try {
        const receipt = await requestJson<Receipt>(path, {
          method: "POST",
          body: request,
          idempotencyKey: key,
        });
        intents.answered(path);
        return receipt;
      } catch (error) {
        if (isAnswer(error)) intents.answered(path);
        throw error;
      }
    },
    onSettled: () =>
      Promise.all(AFFECTED.map((queryKey) => queryClient.invalidateQueries({ queryKey: [queryKey] }))),
  });
}
