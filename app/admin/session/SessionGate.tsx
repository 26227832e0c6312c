import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { ApiError } from "~/admin/api/api-client";
import type { Staff } from "~/lib/auth/roles";
import { AccessRefused } from "./AccessRefused";
import { FullPageError } from "./FullPageError";
import { LoadingScreen } from "./LoadingScreen";
import { loadSession, SESSION_KEY, type Session } from "./session";

const SessionContext = createContext<Session | null>(null);

/**
 * The session of whoever is at the desk.
 *
 * @throws when used outside of the SessionGate
 */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("This needs a SessionGate around it.");
  return session;
}

/** Who is at the desk. */
export function useStaff(): Staff {
  return useSession().staff;
}

/** Shows the desk to staff; to everybody else, what is in the way. */
export function SessionGate({ children }: { children: ReactNode }) {
  const {
    data: session,
    error,
    refetch,
  } = useQuery({ queryKey: SESSION_KEY, queryFn: loadSession, staleTime: 60_000 });
  if (error instanceof ApiError && error.status === 403) return <AccessRefused reason={error.message} />;
  if (session) return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
  if (error) return <FullPageError error={error} onRetry={() => void refetch()} />;
  return <LoadingScreen />;
}
