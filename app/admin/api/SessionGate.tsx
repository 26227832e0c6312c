import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { AccessRefused } from "~/admin/layout/AccessRefused";
import { FullPageError } from "~/admin/layout/FullPageError";
import { LoadingScreen } from "~/admin/layout/LoadingScreen";
import type { Staff } from "~/lib/auth/roles";
import { ApiError } from "./api-client";
import { loadSession, SESSION_KEY } from "./session";

const StaffContext = createContext<Staff | null>(null);

/**
 * Who is at the desk.
 *
 * @throws when used outside of the SessionGate
 */
export function useStaff(): Staff {
  const staff = useContext(StaffContext);
  if (!staff) throw new Error("useStaff needs a SessionGate around it.");
  return staff;
}

/** Shows the desk to staff; to everybody else, what is in the way. */
export function SessionGate({ children }: { children: ReactNode }) {
  const {
    data: staff,
    error,
    refetch,
  } = useQuery({ queryKey: SESSION_KEY, queryFn: loadSession, staleTime: 60_000 });
  if (error instanceof ApiError && error.status === 403) return <AccessRefused reason={error.message} />;
  if (staff) return <StaffContext.Provider value={staff}>{children}</StaffContext.Provider>;
  if (error) return <FullPageError error={error} onRetry={() => void refetch()} />;
  return <LoadingScreen />;
}
