import { makeFailedJob } from "../database/rows";
import { readAddresses } from "./addresses";
import { withDatabase } from "./database";
import { someFailure } from "./failed-job-page";
import { expect, signInByForm, test } from "./test";

test.describe("what the triage desk asks the server for", () => {
  test("a viewer takes a filter's failures away as a file, nobody's names in it; it is recorded", async ({
    request,
  }) => {
    const { jobId } = await someFailure();
    await signInByForm(request, "viewer@reprise.test");
    const { id } = (await (await request.get("/resources/session")).json()).staff;
    const exports = () =>
      withDatabase(
        (sql) => sql`select after from desk.activity where actor_id = ${id} and action = 'exported'`,
      );
    const before = await exports();
    const response = await request.get("/resources/failed-jobs/export?state=all&sort=newest");
    expect(response.status()).toBe(200);
    expect(response.headers()).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": expect.stringMatching(
        /^attachment; filename="failed-jobs-\d{4}-\d\d-\d\d\.csv"$/,
      ),
    });
    const [head, ...rows] = (await response.text()).split("\n");
    expect(head).toMatch(/^\uFEFFid,state,needed_by,/);
    const mine = rows.find((row) => row.startsWith(jobId));
    expect(mine).toMatch(/,[0-9a-f]•••@e•••,C••• C•••,R•••,/);
    expect(rows.join("\n")).not.toMatch(/@example\.com/);
    expect(await exports()).toHaveLength(before.length + 1);
  });

  test("an agent reveals a payload; the failure itself comes masked", async ({ request }) => {
    await signInByForm(request, "agent@reprise.test");
    const path = (await readAddresses()).find(({ path: one }) =>
      /failed-jobs\/[0-9a-f-]{36}$/.test(one),
    )?.path;
    const response = await request.post(`${path}/reveal`, { data: {} });
    expect(response.status()).toBe(200);
    expect(await response.json()).toMatchObject({
      event_data: expect.anything(),
      attempts: expect.any(Array),
    });
    expect(await (await request.get(path ?? "")).json()).toMatchObject({ masked: expect.any(Array) });
  });

  test("S9 an answer that reveals somebody is not kept, however the address writes the id", async ({
    request,
  }) => {
    const { jobId, order } = await withDatabase(makeFailedJob);
    await withDatabase(
      (sql) => sql`update public.failed_jobs
        set event_data = jsonb_set(event_data, '{data,note}', '"for Cleo Planted"') where id = ${jobId}`,
    );
    await signInByForm(request, "admin@reprise.test");
    const headers = { "idempotency-key": `reveal-${jobId}` };
    const reveal = () =>
      request.post(`/resources/failed-jobs/${jobId.toUpperCase()}/reveal`, { headers, data: {} });
    expect(await (await reveal()).text()).toContain("Cleo Planted");
    const erasure = await request.post(`/resources/customers/${order.customer.id}/erasure`, {
      data: { reason: "Asked by letter." },
    });
    expect(erasure.status(), await erasure.text()).toBe(200);
    const again = await reveal();
    expect(again.status()).toBe(200);
    expect(await again.text()).not.toContain("Cleo Planted");
    const kept = await withDatabase(
      (sql) => sql`select 1 from desk.idempotency_keys where key = ${headers["idempotency-key"]}`,
    );
    expect(kept).toEqual([]);
  });

  test("a filter that is wrong is told what is allowed", async ({ request }) => {
    await signInByForm(request, "viewer@reprise.test");
    for (const resource of ["failed-jobs", "failed-jobs/facets", "failed-jobs/export", "error-groups"]) {
      const response = await request.get(`/resources/${resource}?due=soon&q=is:late`);
      expect(response.status(), resource).toBe(400);
      expect((await response.json()).error.fields).toMatchObject({
        due: { message: expect.stringContaining("overdue") },
        q: { code: "search", message: "In the search, is:late: it may be snoozed." },
      });
    }
  });

  test("a view is saved, renamed and deleted", async ({ request }) => {
    await signInByForm(request, "viewer@reprise.test");
    const views = async () => (await (await request.get("/resources/saved-views")).json()).views;
    const created = await request.post("/resources/saved-views", {
      data: { name: "Rate limits", query: "kind=rate_limited" },
    });
    expect(created.status(), await created.text()).toBe(201);
    const { id } = await created.json();
    expect((await request.post(`/resources/saved-views/${id}`, { data: { name: "Limits" } })).status()).toBe(
      200,
    );
    expect(await views()).toMatchObject([{ id, name: "Limits", query: "kind=rate_limited", editable: true }]);
    expect((await request.post(`/resources/saved-views/${id}/deletion`, { data: {} })).status()).toBe(200);
    expect(await views()).toEqual([]);
  });
});
