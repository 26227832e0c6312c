import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { AppError, refusal } from "~/lib/errors/app-error";
import { errorResponse, json, methodNotAllowed } from "~/lib/http.server";
import { log } from "~/lib/log.server";
import { seesPersonalData } from "~/lib/personal-data";
import { requestIdOf } from "~/lib/request-id.server";
import { dataOf } from "~/lib/supabase/check.server";
import { createServiceClient, type ServiceClient } from "~/lib/supabase/clients.server";
import { withoutPersonalData } from "~/lib/without-personal-data.server";
import { answeredOnce } from "./idempotency.server";
import { hasRole, type Staff, type StaffRole } from "./roles";
import { claimsOf, currentUser, openSession, type Session } from "./session.server";

async function findMember(db: ServiceClient, userId: string) {
  return dataOf(
    await db
      .from("staff_members")
      .select("user_id, email, full_name, role, disabled_at, last_seen_at")
      .eq("user_id", userId)
      .maybeSingle(),
    "look up the staff member",
  );
}

const A_MINUTE_MS = 60_000;

/** Notes that somebody is here, beside the request: it neither waits for this nor fails with it. */
function noteSeen(db: ServiceClient, member: { user_id: string; last_seen_at: string | null }): void {
  if (member.last_seen_at !== null && Date.now() - Date.parse(member.last_seen_at) < A_MINUTE_MS) return;
  const unnoted = (reason: unknown) =>
    log().warn({ reason }, "when a staff member was last seen was not noted");
  db.rpc("touch_staff_member", { p_user_id: member.user_id }).then(({ error }) => {
    if (error) unnoted(error.message);
  }, unnoted);
}

/**
 * Finds who of the staff sends a request. Asked anew each time, so that a disabled member's next request is refused.
 *
 * @throws AppError 401 when nobody is signed in, 403 when the one who is is no staff, or disabled
 */
export async function requireStaff(session: Session, db: ServiceClient): Promise<Staff> {
  // Auth checks the token while the member is read whom it names; a token that names somebody else counts for nothing.
  const claimed = claimsOf(session.tokens)?.sub;
  const [user, early] = await Promise.all([
    currentUser(session),
    claimed === undefined ? null : findMember(db, claimed),
  ]);
  if (!user) throw refusal("not_signed_in");
  const member = user.id === claimed ? early : await findMember(db, user.id);
  if (!member) throw refusal("not_staff", { email: user.email });
  // The member's own address is a copy, and may be an old one.
  const email = user.email ?? member.email;
  if (member.disabled_at) throw refusal("staff_disabled", { email });
  noteSeen(db, member);
  return { id: member.user_id, email, full_name: member.full_name, role: member.role };
}

/**
 * Checks a role.
 *
 * @throws AppError 403 that names the role which is needed
 */
export function requireRole(staff: Staff, needed: StaffRole): void {
  if (hasRole(staff.role, needed)) return;
  throw refusal("role_required", { role: staff.role, needed });
}

/** What a resource's handler gets, once the sender is known to be staff with the role that is needed. */
export interface StaffRequest {
  request: Request;
  params: Record<string, string | undefined>;
  staff: Staff;
  /** Their session at Auth; null when the token names none. */
  sessionId: string | null;
  /** Acts as the service role; made for this request. */
  db: ServiceClient;
  requestId: string;
  /** Aborted when the server stops: what would go on for long ends then. */
  stopping?: AbortSignal | undefined;
}

/**
 * Makes the loader of a resource: checks who may, runs the handler, and answers JSON. What the handler throws becomes
 * the error's answer.
 *
 * @param role the least role that may
 * @param handler returns what is sent as JSON, or a whole Response
 * @param status of the answer when the handler returns a value
 */
export function staffResource(
  role: StaffRole,
  handler: (args: StaffRequest) => Promise<unknown>,
  status = 200,
) {
  return async ({ request, params, context }: LoaderFunctionArgs | ActionFunctionArgs): Promise<Response> => {
    const requestId = requestIdOf(context);
    const session = openSession(request);
    try {
      const db = createServiceClient();
      const staff = await requireStaff(session, db);
      requireRole(staff, role);
      const sessionId = claimsOf(session.tokens)?.session_id ?? null;
      const stopping = context?.stopping;
      const result = await handler({ request, params, staff, sessionId, db, requestId, stopping });
      if (!(result instanceof Response)) {
        const shown = seesPersonalData(staff.role)
          ? result
          : await withoutPersonalData(db, result, staff.email);
        return json(shown, { status, headers: session.headers });
      }
      for (const cookie of session.headers.getSetCookie()) result.headers.append("set-cookie", cookie);
      return result;
    } catch (error) {
      return errorResponse(error, requestId, session.headers);
    }
  };
}

/**
 * Makes the action of a resource: as `staffResource`, for POST alone, and once for each Idempotency-Key.
 *
 * @param allowed the methods of the address, for whoever uses another: GET, too, where it has a loader
 * @param keepsAnswer false where the answer holds personal data: it is then made anew for each request, whatever its
 *   Idempotency-Key, so that no copy outlives an erasure
 */
export function staffAction(
  role: StaffRole,
  handler: (args: StaffRequest) => Promise<unknown>,
  status = 200,
  allowed: readonly string[] = ["POST"],
  { keepsAnswer = true } = {},
) {
  if (!keepsAnswer) return postOnly(staffResource(role, handler, status), allowed);
  const resource = staffResource(role, async (args) =>
    answeredOnce(args.db, args.request, args.staff.id, async () => {
      try {
        const result = await handler(args);
        return result instanceof Response ? result : json(result, { status });
      } catch (error) {
        // A refusal is an answer, too: the same key gives the same one.
        if (error instanceof AppError && error.status < 500) return errorResponse(error, args.requestId);
        throw error;
      }
    }),
  );
  return postOnly(resource, allowed);
}

function postOnly(resource: ReturnType<typeof staffResource>, allowed: readonly string[]) {
  const refuseMethod = methodNotAllowed(...allowed);
  return async (args: ActionFunctionArgs): Promise<Response> =>
    args.request.method === "POST" ? resource(args) : refuseMethod(args);
}

/**
 * Guards a page: whoever is not signed in is sent to the login and comes back afterwards.
 *
 * @throws a redirect to /login, or a Response 403 whose body is the sentence that the error page shows
 */
export async function requireStaffPage({
  request,
}: LoaderFunctionArgs): Promise<{ staff: Staff; headers: Headers }> {
  const session = openSession(request);
  try {
    return { staff: await requireStaff(session, createServiceClient()), headers: session.headers };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.status === 401) {
      const { pathname, search } = new URL(request.url);
      throw redirect(`/login?redirectTo=${encodeURIComponent(pathname + search)}`, {
        headers: session.headers,
      });
    }
    throw json(
      { code: error.code, message: error.message },
      { status: error.status, headers: session.headers },
    );
  }
}
