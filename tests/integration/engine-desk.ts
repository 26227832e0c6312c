import { beforeAll } from "vitest";
import type { SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { makeStaff } from "../database/rows.ts";
import { connectDesk, requestId, type SupabaseAddress, sharedStack } from "./desk.ts";

/** Takes what it is given and says nothing: the events stay where a test can look at them. */
export const nobody: SendEvents = async () => {
  throw new Error("connect ECONNREFUSED");
};

/**
 * A desk with an agent, Ana, who works on failures, and an admin, Ada.
 *
 * @param stack where, when it is not the one that all tests share
 */
export function connectEngine(stack: SupabaseAddress = sharedStack()) {
  const { db, sql } = connectDesk(stack);
  let ana: { id: string };
  let ada: { id: string };
  beforeAll(async () => {
    ana = await makeStaff(sql, "Ana Agent");
    ada = await makeStaff(sql, "Ada Admin");
    await sql`update desk.staff_members set role = 'agent' where user_id = ${ana.id}`;
    await sql`update desk.staff_members set role = 'admin' where user_id = ${ada.id}`;
  });
  const change = (failedJobId: string, note = "") => ({
    failedJobId,
    actorId: ana.id,
    note,
    version: undefined,
    requestId: requestId(),
  });
  const activityOf = async (subject: string) =>
    (
      await sql<
        { action: string }[]
      >`select action from desk.activity where subject_id = ${subject} order by id`
    ).map(({ action }) => action);
  return { db, sql, ana: () => ana, ada: () => ada, change, activityOf };
}
