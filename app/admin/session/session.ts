import type { QueryClient } from "@tanstack/react-query";
import type { AuthProvider } from "react-admin";
import { ApiError, requestJson } from "~/admin/api/api-client";
import { setShopZone } from "~/admin/api/reader-zone";
import { setShownKinds } from "~/admin/api/shown-kinds";
import type { Staff } from "~/lib/auth/roles";
import type { ShownKind } from "~/lib/failed-jobs/error-kinds";

export const SESSION_KEY = ["session"] as const;

/** Leaves for the login page, which comes back to where this was. */
function goToLogin(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/login?redirectTo=${encodeURIComponent(pathname + search)}`);
}

/** Who is at the desk, and the position at which their live stream begins. */
export interface Session {
  staff: Staff;
  live_position: string;
}

/**
 * Who is at the desk, as the server sees it now. Whoever is signed out leaves for the login page, and the answer never
 * comes: there is nothing to show meanwhile.
 *
 * @throws ApiError 403 when the account is not staff or has been disabled
 */
export async function loadSession(): Promise<Session> {
  try {
    const session = await requestJson<Session & { time_zone: string | null; error_kinds: ShownKind[] }>(
      "/resources/session",
    );
    setShopZone(session.time_zone);
    setShownKinds(session.error_kinds);
    return session;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    goToLogin();
    return new Promise<never>(() => {});
  }
}

/**
 * Tells react-admin who is at the desk. It never decides what somebody may do: the server does, and what the desk
 * disables is disabled to save a click.
 */
export function createAuthProvider(queryClient: QueryClient): AuthProvider {
  const session = () =>
    queryClient.fetchQuery({ queryKey: SESSION_KEY, queryFn: loadSession, staleTime: 60_000 });
  return {
    login: async () => goToLogin(),
    logout: async () => goToLogin(),
    checkAuth: async () => {
      await session();
    },
    checkError: async (error: unknown) => {
      if (!(error instanceof ApiError)) return;
      if (error.status === 401) goToLogin();
      // No longer staff, or disabled: asking for the session anew brings the page that says so.
      if (error.status === 403 && error.code !== "role_required") {
        await queryClient.invalidateQueries({ queryKey: SESSION_KEY });
      }
    },
    getIdentity: async () => {
      const { staff } = await session();
      return { id: staff.id, fullName: staff.full_name };
    },
    getPermissions: async () => (await session()).staff.role,
  };
}
