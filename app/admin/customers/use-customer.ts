import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useGetOne } from "react-admin";
import { requestJson } from "~/admin/api/api-client";
import { liveOn } from "~/admin/live/live-topics";
import type { CustomerDetail, ErasureReceipt } from "~/lib/customers/customer-schemas";

/** One customer with all that is theirs, kept up to date. */
export function useCustomer(id: string) {
  return useGetOne<CustomerDetail>(
    "customers",
    { id },
    {
      meta: liveOn<CustomerDetail>((customer) => [
        "customer",
        ...(customer?.orders ?? []).map((order) => `order:${order.id}` as const),
        ...(customer?.failures ?? []).map((failure) => `failed_job:${failure.id}` as const),
      ]),
    },
  );
}

/**
 * Erases a customer; asking again changes nothing. Afterwards nothing of theirs is left in what this page remembers
 * either: what is out of sight is forgotten, what is in sight is read anew.
 */
export function useEraseCustomer(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      requestJson<ErasureReceipt>(`/resources/customers/${encodeURIComponent(id)}/erasure`, {
        method: "POST",
        body: { reason },
      }),
    onSuccess: async () => {
      queryClient.removeQueries({ type: "inactive" });
      await queryClient.invalidateQueries();
    },
  });
}
