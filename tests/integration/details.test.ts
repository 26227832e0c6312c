import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { getCustomer } from "../../app/lib/customers/get-customer.server.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import {
  call,
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
  recordFailure,
  requestEvent,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: string;
beforeAll(async () => {
  ana = (await makeStaff(sql, "Ana Agent")).id;
});

describe("a failed job", () => {
  const event = { name: "song/generation.requested", data: { order_id: randomUUID(), variant_numbers: [1] } };
  test.each([
    ["null", null, false],
    ["an array", [1, [2], null], false],
    ["a text", "just a text", false],
    ["4 MiB", { ...event, padding: "x".repeat(4 * 1024 * 1024) }, false],
    ["of an unknown name", { ...event, name: "song/unheard-of" }, true],
    [
      "with __proto__",
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}},"name":"x"}'),
      true,
    ],
    ["with script", { ...event, name: "</script><script>alert(1)</script>" }, true],
    ["with line separators", { ...event, name: "a\u2028b\u2029c" }, true],
    ["with a script's address", { ...event, name: "javascript:alert(1)" }, true],
  ])(
    "whose event is %s is shown as it is, with why it cannot be retried, if so",
    async (_what, data, can) => {
      const id = await recordFailure(sql, data);
      const job = await getFailedJob(db, id);
      expect(job).toMatchObject({ id, state: "open", order: null, attempts: [] });
      expect(job.event_data).toEqual(data);
      expect(Object.keys(Object(job.event_data)).sort()).toEqual(Object.keys(Object(data)).sort());
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      if (can) expect(job.retry_refusal).toBeNull();
      else expect(job.retry_refusal?.message).toMatch(/You can resolve it\.$/);
    },
  );

  test("that can be retried says so, with its order, error and activity", async () => {
    const { jobId, order, event: original, runId } = await makeFailedJob(sql, "2026-12-24");
    expect(await getFailedJob(db, jobId)).toMatchObject({
      id: jobId,
      retry_refusal: null,
      event_data: original,
      run_id: runId,
      retry_count: 3,
      notes: null,
      needed_by: "2026-12-24",
      error_type: "TimeoutError",
      order: { id: order.id, customer_email: order.customer.email },
      attempts: [],
      activity: [{ action: "failed", actor_name: "Reprise", subject_id: jobId }],
    });
  });

  test("says how far a retry has come, and what Inngest said", async () => {
    const { jobId } = await makeFailedJob(sql);
    const down = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    const request = {
      failedJobId: jobId,
      actorId: ana,
      note: "Again.",
      version: undefined,
      requestId: requestId(),
    };
    await retryFailedJob(db, down, request);
    const job = await getFailedJob(db, jobId);
    expect(job.attempts).toMatchObject([
      {
        attempt: 1,
        progress: "queued",
        delivery_error: "connect ECONNREFUSED",
        requested_by: "Ana Agent",
        note: "Again.",
      },
    ]);
    expect(job.retry_refusal?.message).toBe("It is already being retried.");
    const [newest] = job.activity;
    expect(newest).toMatchObject({ action: "retried", actor_name: "Ana Agent", note: "Again." });
  });

  test("I12 keeps what the first run failed with when a retry fails with something else", async () => {
    const { jobId, event } = await makeFailedJob(sql);
    const retried = await call<{ event_id: string }>(sql, "retry_failed_job", {
      p_failed_job_id: jobId,
      p_actor: ana,
    });
    await call(sql, "record_failed_job", {
      p_run_id: randomUUID(),
      p_job_type: "song_generation",
      p_event: { json: { ...event, id: retried.event_id } },
      p_error_type: "QuotaError",
      p_error_message: "no credits are left",
      p_retry_count: 3,
    });
    expect(await getFailedJob(db, jobId)).toMatchObject({
      first_error: "the provider took 60 s",
      error_message: "no credits are left",
      attempts: [{ attempt: 1, error_message: "no credits are left" }],
    });
  });

  test("that is not there is a 404", async () => {
    await expect(getFailedJob(db, randomUUID())).rejects.toMatchObject({ code: "not_found", status: 404 });
  });
});

describe("an order", () => {
  test("D9 with more failures than its page has says so, and so does its customer's", async () => {
    const { order, jobId } = await makeFailedJob(sql);
    await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count, order_id, customer_id)
      select 'song_generation', ${sql.json(requestEvent(order.id, [1]))}, 'again', 0, ${order.id}, ${order.customer.id}
      from generate_series(1, 99)`;
    const pages = () => Promise.all([getOrder(db, order.id), getCustomer(db, order.customer.id, false)]);
    for (const page of await pages()) {
      expect(page).toMatchObject({ more_failures: false });
      expect(page.failures).toHaveLength(100);
    }
    await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count, order_id, customer_id)
      values ('song_generation', '{}', 'newest', 0, ${order.id}, ${order.customer.id})`;
    for (const { failures, more_failures } of await pages()) {
      expect(more_failures).toBe(true);
      expect(failures).toHaveLength(100);
      expect(failures[0]).toMatchObject({ error_message: "newest" });
      expect(failures.map(({ id }) => id)).not.toContain(jobId);
    }
  });

  test("is shown with its wishes, variants, failures and everything that was done", async () => {
    const { order, jobId } = await makeFailedJob(sql, "2026-12-24");
    const second = await makeVariant(sql, order, 2, "complete");
    const { event_id } = await requestGeneration(db, recordingSender().send, {
      orderId: order.id,
      variantNumbers: [3],
      actorId: ana,
      reason: "They want one more.",
      requestId: requestId(),
    });
    const shown = await getOrder(db, order.id);
    expect(shown).toMatchObject({
      id: order.id,
      customer_email: order.customer.email,
      recipient_name: "Rosa",
      occasion: "birthday",
      occasion_date: "2026-12-24",
      status: "failed",
      payment_status: "pending",
      amount_cents: 4900,
      currency: "USD",
      customization: { recipient_name: "Rosa", genre: "pop", mood: "happy", language: "en", message: null },
      variants: [
        { variant_number: 1, generation_status: "failed", generation_requested_by: null },
        {
          variant_number: 2,
          generation_status: "complete",
          share_token: second.share_token,
          selected: false,
        },
        { variant_number: 3, generation_status: "pending", generation_requested_by: "Ana Agent" },
      ],
      failures: [{ id: jobId, state: "open" }],
    });
    expect(shown.timeline.entries.map(({ action, note }) => [action, note])).toEqual([
      ["generation_requested", "They want one more."],
      ["failed", "the provider took 60 s"],
      ["order_created", null],
    ]);
    expect(shown.timeline.next).toBeNull();
    expect(JSON.stringify(shown.timeline)).toContain(event_id);
    // Where a song is stored is nobody's business but the server's.
    expect(JSON.stringify(shown)).not.toContain("storage_path");
  });

  test("has the waveforms of its songs, and none of a song that was there before", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    for (const [number, path] of [
      [1, `${order.id}/1.wav`],
      [2, "the song before.wav"],
    ] as const) {
      const { id } = await makeVariant(sql, order, number, "complete");
      await sql`insert into desk.song_peaks (variant_id, storage_path, peaks)
        values (${id}, ${path}, array[1, 255]::smallint[])`;
    }
    await makeVariant(sql, order, 3, "pending");
    const { variants } = await getOrder(db, order.id);
    expect(variants.map(({ peaks }) => peaks)).toEqual([[1, 255], null, null]);
    expect(variants[0]).not.toHaveProperty("storage_path");
  });

  test("without a date and without variants is an order", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    expect(await getOrder(db, order.id)).toMatchObject({
      occasion_date: null,
      status: "empty",
      variants: [],
    });
  });

  test("that is not there is a 404", async () => {
    await expect(getOrder(db, randomUUID())).rejects.toMatchObject({ code: "not_found", status: 404 });
  });
});
