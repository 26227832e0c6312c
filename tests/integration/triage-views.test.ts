import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Staff, StaffRole } from "../../app/lib/auth/roles.ts";
import { exportFailedJobs } from "../../app/lib/failed-jobs/export-failed-jobs.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { revealFailedJob } from "../../app/lib/failed-jobs/reveal-failed-job.server.ts";
import { MASK } from "../../app/lib/mask-payload.ts";
import { savedViewRequestSchema } from "../../app/lib/saved-views/saved-view-schemas.ts";
import {
  changeSavedView,
  createSavedView,
  deleteSavedView,
  listSavedViews,
} from "../../app/lib/saved-views/saved-views.server.ts";
import { makeCustomer, makeOrder, makeStaff } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

async function staffWith(role: StaffRole): Promise<Staff> {
  const { id, email } = await makeStaff(sql, `Staff ${role}`);
  await sql`update desk.staff_members set role = ${role} where user_id = ${id}`;
  return { id, email, full_name: `Staff ${role}`, role };
}
const by = ({ id }: Staff) => ({ actorId: id, requestId: requestId() });
const actionsOn = async (subject: string, action?: string) =>
  sql`select action, actor_id, after from desk.activity
    where subject_id = ${subject} and (${action ?? null}::text is null or action = ${action ?? null}) order by id`;

describe("saved views", () => {
  let viewer: Staff;
  let other: Staff;
  let admin: Staff;
  const view = (name: string, shared = false) =>
    savedViewRequestSchema.parse({ name, query: "?state=all&cursor=x&q=due%3Atoday", shared });
  beforeAll(async () => {
    viewer = await staffWith("viewer");
    other = await staffWith("agent");
    admin = await staffWith("admin");
  });

  test("a viewer saves their own; others see it when it is shared; the owner and an admin change it", async () => {
    const { id } = await createSavedView(db, view("Due today"), by(viewer));
    const seenBy = async (staff: Staff) =>
      (await listSavedViews(db, staff, "failed_jobs")).find((one) => one.id === id) ?? null;
    expect(await seenBy(viewer)).toMatchObject({
      name: "Due today",
      query: "state=all&q=due%3Atoday",
      editable: true,
    });
    expect(await seenBy(other)).toBeNull();
    await expect(changeSavedView(db, id, { name: "x" }, by(other))).rejects.toMatchObject({ status: 404 });
    await expect(changeSavedView(db, id, { name: "x" }, by(admin))).rejects.toMatchObject({ status: 404 });

    await changeSavedView(db, id, { shared: true }, by(viewer));
    expect(await seenBy(other)).toMatchObject({ shared: true, editable: false, owner: { id: viewer.id } });
    await expect(deleteSavedView(db, id, by(other))).rejects.toMatchObject({
      status: 403,
      code: "not_yours",
    });
    await changeSavedView(db, id, { name: "Needed today" }, by(admin));
    expect(await seenBy(other)).toMatchObject({ name: "Needed today" });
    await deleteSavedView(db, id, by(viewer));
    expect(await seenBy(viewer)).toBeNull();
    expect((await actionsOn(id)).map(({ action }) => action)).toEqual([
      "view_saved",
      "view_changed",
      "view_changed",
      "view_deleted",
    ]);
  });

  test("of somebody's address are not shown to who may not know who people are, unless it is their own", async () => {
    const save = (name: string, query: string, owner: Staff) =>
      createSavedView(
        db,
        savedViewRequestSchema.parse({ list: "orders", name, query, shared: true }),
        by(owner),
      );
    const { id } = await save("A customer", "q=cleo%40example.com", other);
    await save("Cleo, cleo@example.com", "", other);
    const { id: own } = await save("Looked for", "q=cleo%40example.com", viewer);
    const idsSeenBy = async (staff: Staff) =>
      (await listSavedViews(db, staff, "orders")).map((one) => one.id);
    expect(await idsSeenBy(other)).toContain(id);
    expect(await idsSeenBy({ ...other, id: viewer.id })).toContain(id);
    expect(await idsSeenBy(viewer)).toContain(own);
    expect(
      JSON.stringify((await listSavedViews(db, viewer, "orders")).filter((one) => one.id !== own)),
    ).not.toMatch(/cleo/i);
  });

  test("no two of one name, and a hundred at most", async () => {
    await createSavedView(db, view("Mine"), by(other));
    await expect(createSavedView(db, view(" mine "), by(other))).rejects.toMatchObject({
      code: "name_taken",
    });
    const { id } = await createSavedView(db, view("Second"), by(other));
    await expect(changeSavedView(db, id, { name: "MINE" }, by(other))).rejects.toMatchObject({ status: 409 });
    await sql`insert into desk.saved_views (owner, name, query)
      select ${other.id}, 'View ' || n, '' from generate_series(3, 100) n`;
    await expect(createSavedView(db, view("One more"), by(other))).rejects.toMatchObject({
      code: "too_many_views",
    });
  });

  test("of orders are apart from those of failed jobs, and each says only what its list understands", async () => {
    const orders = (name: string, query: string) =>
      savedViewRequestSchema.safeParse({ list: "orders", name, query });
    expect(orders("x", "state=all").success).toBe(false);
    expect(savedViewRequestSchema.safeParse({ name: "x", query: "any_failed=true" }).success).toBe(false);
    expect(orders("x", "created_from=2026-03-02&created_to=2026-03-01").success).toBe(false);

    await createSavedView(db, view("Twice"), by(viewer));
    const wanted = savedViewRequestSchema.parse({
      list: "orders",
      name: "Twice",
      query: "never_played=true&from=2026-03-01&limit=50",
      shared: true,
    });
    const { id } = await createSavedView(db, wanted, by(viewer));
    const ordersSeenBy = async (staff: Staff) =>
      (await listSavedViews(db, staff, "orders")).find((one) => one.id === id);
    expect(await ordersSeenBy(other)).toMatchObject({ query: "never_played=true", editable: false });
    expect((await listSavedViews(db, viewer, "failed_jobs")).map((one) => one.id)).not.toContain(id);
    expect(await actionsOn(id)).toMatchObject([
      { action: "view_saved", after: { list: "orders", name: "Twice" } },
    ]);

    await expect(changeSavedView(db, id, { query: "state=all" }, by(viewer))).rejects.toMatchObject({
      status: 422,
      fields: { query: { code: "not_of_this_list" } },
    });
    await expect(
      changeSavedView(db, randomUUID(), { query: "any_failed=true" }, by(viewer)),
    ).rejects.toMatchObject({ status: 404 });
    await changeSavedView(db, id, { query: "any_failed=true" }, by(viewer));
    expect(await ordersSeenBy(viewer)).toMatchObject({ query: "any_failed=true" });
  });

  test.each([
    { name: " ", query: "" },
    { name: "x".repeat(81), query: "" },
    { name: "x", query: "colour=red" },
    { name: "x", query: "q=due%3Asoon" },
  ])("is refused: %j", (body) => {
    expect(savedViewRequestSchema.safeParse(body).success).toBe(false);
  });
});

describe("a payload", () => {
  const secret = { email: "rosa@example.com", message: "for Rosa" };
  async function failure() {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const data = { order_id: order.id, variant_numbers: [1], customization: secret };
    const { failed_job_id: id } = await recordFailedRun(db, {
      runId: randomUUID(),
      jobType: "song_generation",
      event: { id: randomUUID(), name: "song/generation.requested", data },
      error: { name: "RateLimited", message: "429" },
      retryCount: 3,
    });
    return { id, data };
  }
  const retry = (failedJobId: string, actorId: string, data: Record<string, never>) =>
    retryFailedJob(db, recordingSender().send, {
      failedJobId,
      actorId,
      note: "corrected",
      version: undefined,
      requestId: requestId(),
      data,
    });

  test("comes masked, with its attempts and what was changed; revealing it is recorded once", async () => {
    const agent = await staffWith("agent");
    const { id, data } = await failure();
    const edited = { ...data, customization: { ...secret, message: "for Rosa, corrected" } };
    await retry(id, agent.id, edited as never);
    const shown = await getFailedJob(db, id);
    expect(shown.masked).toEqual(["data.customization.email", "data.customization.message"]);
    expect(JSON.stringify(shown)).not.toMatch(/rosa@example|for Rosa/);
    expect(await actionsOn(id, "payload_revealed")).toHaveLength(0);

    const revealed = await revealFailedJob(db, { failedJobId: id, ...by(agent) });
    expect(revealed.event_data).toMatchObject({ data: { customization: secret } });
    expect(revealed.attempts).toMatchObject([
      { attempt: 1, event: { data: { customization: { message: "for Rosa, corrected" } } } },
    ]);
    expect(await actionsOn(id, "payload_revealed")).toMatchObject([{ actor_id: agent.id }]);
    await expect(revealFailedJob(db, { failedJobId: randomUUID(), ...by(agent) })).rejects.toMatchObject({
      status: 404,
    });
  });

  test("a mask is never sent back as data", async () => {
    const agent = await staffWith("agent");
    const { id, data } = await failure();
    const masked = { ...data, variant_numbers: [2], customization: { ...secret, message: MASK } };
    await expect(retry(id, agent.id, masked as never)).rejects.toMatchObject({
      code: "masked_data",
      status: 422,
      fields: { "data.customization.message": { code: "masked" } },
    });
    expect(await getFailedJob(db, id)).toMatchObject({ state: "open", attempt: 0 });
  });
});

describe("an export", () => {
  test("has every row, no formula, and is recorded once; it stops when it is left", async () => {
    const viewer = await staffWith("viewer");
    const tag = `x${randomUUID().replaceAll("-", "")}`;
    await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count, error_type)
      select 'song_generation', '{}', case n when 1 then '=HYPERLINK("x")' else '@sum' end || ' é', 3, ${tag}
      from generate_series(1, 1203) n`;
    const filter = failedJobFilterSchema.parse({ q: `type:${tag}` });
    let csv = "";
    for await (const part of await exportFailedJobs(db, filter, "newest", { ...by(viewer), masked: true }))
      csv += String(part);
    expect(csv.charCodeAt(0)).toBe(0xfeff);
    const lines = csv.trim().split("\n");
    expect(lines).toHaveLength(1204);
    expect(new Set(lines).size).toBe(1204);
    expect(csv).toContain(`"'=HYPERLINK(""x"") é"`);
    expect(csv).toContain("'@sum é");
    const records = await sql`select after from desk.activity
      where actor_id = ${viewer.id} and action = 'exported'`;
    expect(records).toMatchObject([{ after: { state: "open", type: tag, masked: true } }]);

    const left = await exportFailedJobs(db, filter, "newest", { ...by(viewer), masked: true });
    const reader = left[Symbol.asyncIterator]();
    await reader.next();
    left.destroy();
    await expect(reader.next()).rejects.toThrow(/destroy|premature|abort/i);
  });
});
